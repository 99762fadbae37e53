namespace Relay.Local.Bus.Compliance.Clients;

/// <summary>A sender to one queue.</summary>
internal interface IBusSender
{
    /// <summary>Sends one message alone, several as one batch.</summary>
    Task SendAsync(params IReadOnlyList<OutgoingMessage> messages);

    /// <summary>Makes a batch bounded by the size given, or else by the queue's limit.</summary>
    Task<IMessageBatch> CreateBatchAsync(long? maxBytes = null);

    Task<IReadOnlyList<long>> ScheduleAsync(DateTimeOffset at, params IReadOnlyList<OutgoingMessage> messages);

    Task CancelAsync(params IReadOnlyList<long> sequenceNumbers);

    Task CloseAsync();
}

/// <summary>A batch that knows its size.</summary>
internal interface IMessageBatch
{
    long MaxBytes { get; }

    Task<bool> TryAddAsync(OutgoingMessage message);

    Task SendAsync();
}
