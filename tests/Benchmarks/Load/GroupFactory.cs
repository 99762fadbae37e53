using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;
using Relay.Benchmarks.Stand;
using Relay.Signatures;

namespace Relay.Benchmarks.Load;

/// <summary>Group messages in the shape of libsignal's, each with a fresh UUIDv7; and signed requests with them.</summary>
internal static class GroupFactory
{
    private const int OwnLength = 48;
    private const ushort RegistrationId = 1234;

    /// <summary>A message to these accounts, each with one device.</summary>
    public static byte[] Message(IReadOnlyList<Guid> serviceIds, Random random)
    {
        var message = new ArrayBufferWriter<byte>();
        message.Write<byte>([0x22, (byte)(serviceIds.Count | 0x80), (byte)(serviceIds.Count >> 7)]);
        Span<byte> recipient = stackalloc byte[16 + 1 + sizeof(ushort) + OwnLength];
        foreach (var serviceId in serviceIds)
        {
            serviceId.TryWriteBytes(recipient, bigEndian: true, out _);
            recipient[16] = 1;
            BinaryPrimitives.WriteUInt16BigEndian(recipient[17..], RegistrationId);
            random.NextBytes(recipient[^OwnLength..]);
            message.Write<byte>(recipient);
        }

        var shared = new byte[SignalContent.Length];
        random.NextBytes(shared);
        shared[0] = 0xFF; // no text begins so
        message.Write<byte>(shared);
        return message.WrittenSpan.ToArray();
    }

    /// <summary>A request with such a message, from the usual sender to the first users of a partner.</summary>
    public static PreparedRequest Request(SigningKey key, string authority, string toPartner, IReadOnlyList<Guid> serviceIds, Random random)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            json.WriteString("id"u8, Guid.CreateVersion7());
            json.WriteString("messageId"u8, Guid.CreateVersion7());
            json.WritePropertyName("from"u8);
            Address(json, Accounts.Sender, Accounts.User(0));
            json.WriteStartArray("recipients"u8);
            for (var i = 0; i < serviceIds.Count; i++)
                Address(json, toPartner, Accounts.User(i));
            json.WriteEndArray();
            json.WriteBase64String("message"u8, Message(serviceIds, random));
            json.WriteEndObject();
        }

        var signature = new MessageSigner(key, SignatureTags.Request, TimeProvider.System).Sign(new SignedRequestLine("POST", authority, "/v1/group-messages", ""), output.WrittenSpan);
        return new PreparedRequest(output.WrittenSpan.ToArray(), signature, 0, serviceIds.Count);
    }

    private static void Address(Utf8JsonWriter json, string partner, string user)
    {
        json.WriteStartObject();
        json.WriteString("partner"u8, partner);
        json.WriteString("user"u8, user);
        json.WriteEndObject();
    }
}
