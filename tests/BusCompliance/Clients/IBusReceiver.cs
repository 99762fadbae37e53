namespace Relay.Local.Bus.Compliance.Clients;

/// <summary>A receiver of a queue or its dead-letter sub-queue.</summary>
internal interface IBusReceiver
{
    /// <summary>Up to <paramref name="count"/> messages; none when the wait is over.</summary>
    Task<IReadOnlyList<IncomingMessage>> ReceiveAsync(int count, TimeSpan wait);

    Task<IReadOnlyList<IncomingMessage>> ReceiveDeferredAsync(params IReadOnlyList<long> sequenceNumbers);

    /// <summary>Peeks from a sequence number, or from where the last call ended.</summary>
    Task<IReadOnlyList<IncomingMessage>> PeekAsync(int count, long? from = null);

    Task CompleteAsync(IncomingMessage message);

    Task AbandonAsync(IncomingMessage message, IReadOnlyDictionary<string, object?>? changes = null);

    Task DeferAsync(IncomingMessage message, IReadOnlyDictionary<string, object?>? changes = null);

    Task DeadLetterAsync(IncomingMessage message, DeadLettering why);

    /// <summary>The new end of the lock.</summary>
    Task<DateTimeOffset> RenewAsync(IncomingMessage message);

    /// <summary>Removes messages unseen, oldest first; gives their number.</summary>
    Task<int> DeleteAsync(int count, DateTimeOffset? before = null);

    /// <summary>Removes all messages unseen; gives their number.</summary>
    Task<int> PurgeAsync(DateTimeOffset? before = null);

    Task CloseAsync();
}

/// <summary>A receiver that holds the lock of one session.</summary>
internal interface ISessionReceiver : IBusReceiver
{
    string SessionId { get; }

    DateTimeOffset LockedUntil { get; }

    Task<byte[]?> GetStateAsync();

    /// <summary>Sets the state; null clears it.</summary>
    Task SetStateAsync(byte[]? state);

    /// <summary>The new end of the lock.</summary>
    Task<DateTimeOffset> RenewSessionAsync();
}

/// <summary>Why a message is dead-lettered, and the properties changed with it.</summary>
internal sealed record DeadLettering(string? Reason = null, string? Description = null, IReadOnlyDictionary<string, object?>? Changes = null);

/// <summary>A running processor.</summary>
internal interface IProcessor
{
    /// <summary>The session (or an empty text) and the text of every delivery so far, in order.</summary>
    Task<IReadOnlyList<(string Session, string Text)>> SeenAsync();

    Task StopAsync();
}
