using System.Text;
using Azure.Messaging.ServiceBus;
using Relay.Local.Host.App;
using Relay.Local.Host.Invocation;

namespace Relay.Local.Host.Queues;

/// <summary>Payloads of the Service Bus trigger.</summary>
internal static class MessagePayload
{
    private const int MetadataBytes = 2048;

    /// <summary>One message: base64 for binary; otherwise the text as JSON inside a string, and its members over the metadata.</summary>
    public static ReadOnlyMemory<byte> Single(QueueFunction function, ServiceBusReceivedMessage message, TimeProvider clock)
    {
        var body = message.Body.ToMemory();
        var metadata = SingleMetadata.Collect(message);
        var text = "";
        if (function.Body == BodyType.Text)
        {
            text = Lossy(message);
            BodyMembers.CopyOver(metadata, text);
        }

        return PayloadWriter.Write(
            data =>
            {
                if (function.Body == BodyType.Binary)
                    data.WriteBase64String(function.Binding, body.Span);
                else
                    PayloadWriter.WriteInString(data, function.Binding, text);
            },
            writer =>
            {
                SingleMetadata.Write(writer, metadata);
                PayloadWriter.WriteSys(writer, function.Name, clock);
            },
            MetadataBytes + body.Length * 4 / 3);
    }

    /// <summary>A batch: one string with a JSON array of texts, or of base64 for binary.</summary>
    public static ReadOnlyMemory<byte> Batch(
        QueueFunction function, IReadOnlyList<ServiceBusReceivedMessage> messages, TimeProvider clock) => PayloadWriter.Write(
        data =>
        {
            if (function.Body == BodyType.Binary)
                PayloadWriter.WriteInString(data, function.Binding, messages.Select(message => message.Body.ToArray()));
            else
                PayloadWriter.WriteInString(data, function.Binding, messages.Select(Lossy));
        },
        writer =>
        {
            BatchMetadata.Write(writer, messages);
            PayloadWriter.WriteSys(writer, function.Name, clock);
        });

    // Bytes that are no UTF-8 become U+FFFD, as under the real host.
    private static string Lossy(ServiceBusReceivedMessage message) => Encoding.UTF8.GetString(message.Body.ToMemory().Span);
}
