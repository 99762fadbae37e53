using Azure.Messaging.ServiceBus;

namespace Relay.Local.Bus.Compliance.Clients.DotNet;

internal sealed class DotNetSender(ServiceBusSender sender) : IBusSender
{
    public Task SendAsync(params IReadOnlyList<OutgoingMessage> messages) => DotNetFailures.TellAsync(() => messages.Count == 1
        ? sender.SendMessageAsync(DotNetMessages.Write(messages[0]))
        : sender.SendMessagesAsync(messages.Select(DotNetMessages.Write)));

    public Task<IMessageBatch> CreateBatchAsync(long? maxBytes = null) => DotNetFailures.TellAsync<IMessageBatch>(async () =>
        new Batch(sender, await sender.CreateMessageBatchAsync(new CreateMessageBatchOptions { MaxSizeInBytes = maxBytes })));

    public Task<IReadOnlyList<long>> ScheduleAsync(DateTimeOffset at, params IReadOnlyList<OutgoingMessage> messages) =>
        DotNetFailures.TellAsync<IReadOnlyList<long>>(async () => messages.Count == 1
            ? [await sender.ScheduleMessageAsync(DotNetMessages.Write(messages[0]), at)]
            : await sender.ScheduleMessagesAsync(messages.Select(DotNetMessages.Write), at));

    public Task CancelAsync(params IReadOnlyList<long> sequenceNumbers) => DotNetFailures.TellAsync(() => sequenceNumbers.Count == 1
        ? sender.CancelScheduledMessageAsync(sequenceNumbers[0])
        : sender.CancelScheduledMessagesAsync(sequenceNumbers));

    public Task CloseAsync() => sender.CloseAsync();

    private sealed class Batch(ServiceBusSender sender, ServiceBusMessageBatch batch) : IMessageBatch
    {
        public long MaxBytes => batch.MaxSizeInBytes;

        public Task<bool> TryAddAsync(OutgoingMessage message) => Task.FromResult(batch.TryAddMessage(DotNetMessages.Write(message)));

        public Task SendAsync() => DotNetFailures.TellAsync(() => sender.SendMessagesAsync(batch));
    }
}
