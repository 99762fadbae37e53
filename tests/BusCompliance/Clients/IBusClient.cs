namespace Relay.Local.Bus.Compliance.Clients;

/// <summary>One connection of one of the clients. Failures are <see cref="BusFailureException"/>.</summary>
internal interface IBusClient : IAsyncDisposable
{
    Task<IBusSender> CreateSenderAsync(string queue);

    Task<IBusReceiver> CreateReceiverAsync(string queue, ReceiverSettings settings);

    /// <summary>Locks a session; null takes the next free one.</summary>
    Task<ISessionReceiver> AcceptSessionAsync(string queue, string? sessionId, ReceiverSettings settings);

    /// <summary>Starts the client's processor over the queue, with or without sessions as the queue has them.</summary>
    Task<IProcessor> ProcessAsync(string queue, ProcessorSettings settings);

    /// <summary>The ids of sessions: those with messages, or those whose state was set since a time.</summary>
    Task<IReadOnlyList<string>> ListSessionsAsync(string queue, DateTimeOffset? since);
}

/// <summary>How a receiver is opened.</summary>
internal sealed record ReceiverSettings(bool ReceiveAndDelete = false, bool DeadLetters = false, int Prefetch = 0);

/// <summary>How a processor works.</summary>
/// <param name="FailOn">Its handler throws for the first delivery of messages with this text.</param>
/// <param name="Sessions">The ids of sessions to take where the client wants them named; null for a queue without sessions.</param>
internal sealed record ProcessorSettings(int Concurrency = 1, string? FailOn = null, IReadOnlyList<string>? Sessions = null);
