using System.Buffers;
using System.Text.Json;
using Relay.Functions.People;
using Relay.Functions.Queue;

namespace Relay.Functions.Deliver;

/// <summary>Writes the JSON body of a delivery.</summary>
internal static class BatchBody
{
    private static readonly JsonWriterOptions Options = new() { SkipValidation = true };

    public static void Write(IBufferWriter<byte> output, in PackedHead head, IReadOnlyList<PackedEnvelope> envelopes)
    {
        using var json = new Utf8JsonWriter(output, Options);
        json.WriteStartObject();
        WriteMembers(json, head, envelopes);
        json.WriteEndObject();
    }

    /// <summary>Writes the members of a batch into an object that was begun.</summary>
    public static void WriteMembers(Utf8JsonWriter json, in PackedHead head, IReadOnlyList<PackedEnvelope> envelopes)
    {
        json.WriteString("batch"u8, head.Batch);
        json.WriteString("class"u8, ClassWord(head.Lane.Class));
        json.WriteStartArray("envelopes"u8);
        foreach (var envelope in envelopes)
            Write(json, head, envelope);
        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, in PackedHead head, PackedEnvelope envelope)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, envelope.Id);
        json.WriteString("messageId"u8, envelope.MessageId);
        Address(json, "from"u8, head.Sender, envelope.FromUser);
        Address(json, "to"u8, head.Lane.Partner, envelope.ToUser);
        json.WriteString("acceptedAt"u8, head.AcceptedAt.UtcDateTime);
        json.WriteString("expiresAt"u8, (head.AcceptedAt + envelope.TimeToLive).UtcDateTime);
        json.WriteString("inbox"u8, UserWords.Of(envelope.Inbox));
        json.WriteStartArray("ciphertexts"u8);
        foreach (var ciphertext in envelope.Ciphertexts)
        {
            json.WriteStartObject();
            json.WriteNumber("device"u8, ciphertext.Device);
            json.WriteNumber("registrationId"u8, ciphertext.RegistrationId);
            json.WriteNumber("type"u8, ciphertext.Type);
            json.WriteBase64String("content"u8, ciphertext.Content.Span);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Address(Utf8JsonWriter json, ReadOnlySpan<byte> name, string partner, string user)
    {
        json.WriteStartObject(name);
        json.WriteString("partner"u8, partner);
        json.WriteString("user"u8, user);
        json.WriteEndObject();
    }

    private static ReadOnlySpan<byte> ClassWord(EnvelopeClass envelopeClass) => envelopeClass switch
    {
        EnvelopeClass.Urgent => "urgent"u8,
        EnvelopeClass.Ephemeral => "ephemeral"u8,
        _ => "normal"u8,
    };
}
