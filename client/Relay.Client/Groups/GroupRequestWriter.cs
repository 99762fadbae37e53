using System.Text.Json;
using Relay.Client.Envelopes;
using Relay.Client.Http;

namespace Relay.Client.Groups;

/// <summary>Writes the body of a group message into a buffer of the right size from the start.</summary>
internal static class GroupRequestWriter
{
    // The names, quotes and numbers around everything, and around one recipient, rounded up.
    private const int Overhead = 512;
    private const int RecipientOverhead = 32;

    internal static PooledBuffer Write(OutgoingGroupMessage message)
    {
        var bound = Overhead + (message.Message.Length + 2L) / 3 * 4;
        foreach (var recipient in message.Recipients)
            bound += RecipientOverhead + recipient.Partner.Length + recipient.User.Length;
        var buffer = new PooledBuffer((int)Math.Min(bound, Array.MaxLength));
        using var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true });
        json.WriteStartObject();
        json.WriteString("id"u8, message.Id);
        json.WriteString("messageId"u8, message.MessageId);
        json.WritePropertyName("from"u8);
        Write(json, message.From);
        if (message.Class != DeliveryClass.Normal)
            json.WriteString("class"u8, message.Class == DeliveryClass.Urgent ? "urgent"u8 : "ephemeral"u8);
        json.WriteNumber("timeToLiveSeconds"u8, message.TimeToLiveSeconds);
        json.WriteNumber("type"u8, (int)message.Type);
        json.WriteStartArray("recipients"u8);
        foreach (var recipient in message.Recipients)
            Write(json, recipient);
        json.WriteEndArray();
        json.WriteBase64String("message"u8, message.Message.Span);
        json.WriteEndObject();
        json.Flush();
        return buffer;
    }

    private static void Write(Utf8JsonWriter json, UserAddress address)
    {
        json.WriteStartObject();
        json.WriteString("partner"u8, address.Partner);
        json.WriteString("user"u8, address.User);
        json.WriteEndObject();
    }
}
