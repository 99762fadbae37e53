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
        var shared = new SharedParts();
        foreach (var envelope in envelopes)
            Write(json, head, envelope, shared.PlaceOf(envelope.Shared));
        json.WriteEndArray();
        shared.Write(json);
    }

    private static void Write(Utf8JsonWriter json, in PackedHead head, PackedEnvelope envelope, int? shared)
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
            if (shared is { } place)
                json.WriteNumber("shared"u8, place);
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

    /// <summary>The shared parts of a batch: each stands once, and ciphertexts say which one follows their content.</summary>
    private struct SharedParts
    {
        private List<PackedShared>? _parts;

        public int? PlaceOf(PackedShared? shared)
        {
            if (shared is null)
                return null;

            var place = (_parts ??= []).IndexOf(shared);
            if (place >= 0)
                return place;

            _parts.Add(shared);
            return _parts.Count - 1;
        }

        public readonly void Write(Utf8JsonWriter json)
        {
            if (_parts is null)
                return;

            json.WriteStartArray("shared"u8);
            foreach (var part in _parts)
                json.WriteBase64StringValue(part.Bytes.Span);
            json.WriteEndArray();
        }
    }

    private static ReadOnlySpan<byte> ClassWord(EnvelopeClass envelopeClass) => envelopeClass switch
    {
        EnvelopeClass.Urgent => "urgent"u8,
        EnvelopeClass.Ephemeral => "ephemeral"u8,
        _ => "normal"u8,
    };
}
