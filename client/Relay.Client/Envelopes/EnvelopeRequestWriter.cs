using System.Text.Json;
using Relay.Client.Http;

namespace Relay.Client.Envelopes;

/// <summary>Writes the body of a request with envelopes into a buffer of the right size from the start.</summary>
internal static class EnvelopeRequestWriter
{
    // The names, quotes and numbers of one envelope and of one ciphertext, rounded up.
    private const int EnvelopeOverhead = 384;
    private const int CiphertextOverhead = 96;
    // A character that has to be escaped becomes six bytes.
    private const int BytesPerCharacter = 6;

    private static readonly JsonEncodedText Envelopes = JsonEncodedText.Encode("envelopes");
    private static readonly JsonEncodedText Id = JsonEncodedText.Encode("id");
    private static readonly JsonEncodedText MessageId = JsonEncodedText.Encode("messageId");
    private static readonly JsonEncodedText From = JsonEncodedText.Encode("from");
    private static readonly JsonEncodedText To = JsonEncodedText.Encode("to");
    private static readonly JsonEncodedText Partner = JsonEncodedText.Encode("partner");
    private static readonly JsonEncodedText User = JsonEncodedText.Encode("user");
    private static readonly JsonEncodedText Class = JsonEncodedText.Encode("class");
    private static readonly JsonEncodedText Urgent = JsonEncodedText.Encode("urgent");
    private static readonly JsonEncodedText Ephemeral = JsonEncodedText.Encode("ephemeral");
    private static readonly JsonEncodedText TimeToLiveSeconds = JsonEncodedText.Encode("timeToLiveSeconds");
    private static readonly JsonEncodedText Ciphertexts = JsonEncodedText.Encode("ciphertexts");
    private static readonly JsonEncodedText Device = JsonEncodedText.Encode("device");
    private static readonly JsonEncodedText RegistrationId = JsonEncodedText.Encode("registrationId");
    private static readonly JsonEncodedText Type = JsonEncodedText.Encode("type");
    private static readonly JsonEncodedText Content = JsonEncodedText.Encode("content");

    /// <summary>An upper bound of an envelope's length in a request, in bytes.</summary>
    internal static long Bound(OutgoingEnvelope envelope)
    {
        long bound = EnvelopeOverhead + Bound(envelope.From) + Bound(envelope.To);
        foreach (var ciphertext in envelope.Ciphertexts)
            bound += CiphertextOverhead + ((ciphertext.Content.Length + 2L) / 3 * 4);
        return bound;
    }

    private static long Bound(UserAddress address) => BytesPerCharacter * (long)(address.Partner.Length + address.User.Length);

    /// <summary>Writes a request.</summary>
    internal static void Write(PooledBuffer destination, ReadOnlySpan<OutgoingEnvelope> envelopes)
    {
        // The structure is fixed by this code, and checking it costs a tenth of the writing.
        using var writer = new Utf8JsonWriter(destination, new JsonWriterOptions { SkipValidation = true });
        writer.WriteStartObject();
        writer.WriteStartArray(Envelopes);
        foreach (var envelope in envelopes)
            Write(writer, envelope);
        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.Flush();
    }

    private static void Write(Utf8JsonWriter writer, OutgoingEnvelope envelope)
    {
        writer.WriteStartObject();
        writer.WriteString(Id, envelope.Id);
        writer.WriteString(MessageId, envelope.MessageId);
        Write(writer, From, envelope.From);
        Write(writer, To, envelope.To);
        if (envelope.Class != DeliveryClass.Normal)
            writer.WriteString(Class, envelope.Class == DeliveryClass.Urgent ? Urgent : Ephemeral);
        writer.WriteNumber(TimeToLiveSeconds, envelope.TimeToLiveSeconds);
        writer.WriteStartArray(Ciphertexts);
        foreach (var ciphertext in envelope.Ciphertexts)
        {
            writer.WriteStartObject();
            writer.WriteNumber(Device, ciphertext.Device);
            writer.WriteNumber(RegistrationId, ciphertext.RegistrationId);
            writer.WriteNumber(Type, (int)ciphertext.Type);
            writer.WriteBase64String(Content, ciphertext.Content);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, JsonEncodedText name, UserAddress address)
    {
        writer.WriteStartObject(name);
        writer.WriteString(Partner, address.Partner);
        writer.WriteString(User, address.User);
        writer.WriteEndObject();
    }
}
