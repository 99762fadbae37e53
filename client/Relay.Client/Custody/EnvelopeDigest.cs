using Relay.Client.Envelopes;
using Relay.Client.Groups;
using Relay.Signatures.Custody;

namespace Relay.Client.Custody;

/// <summary>What a receipt says of one envelope: computed by the sender from what it sent, without the addresses.</summary>
/// <param name="Id">The envelope.</param>
/// <param name="Content">The digest of its content, 32 bytes (docs/receipts.md).</param>
public sealed record EnvelopeDigest(Guid Id, byte[] Content)
{
    private const string RequestWanted = "The body of a POST /v1/envelopes or /v1/group-messages is wanted.";

    /// <summary>The digest of an envelope as this library sends it.</summary>
    public static EnvelopeDigest Of(OutgoingEnvelope envelope)
    {
        ArgumentNullException.ThrowIfNull(envelope);
        using var ciphertexts = new CiphertextsDigest(envelope.Ciphertexts.Count);
        foreach (var ciphertext in envelope.Ciphertexts)
            ciphertexts.Add(ciphertext.Device, ciphertext.RegistrationId, (int)ciphertext.Type, ciphertext.Content);
        return Of(envelope.Id, envelope.MessageId, envelope.TimeToLiveSeconds, envelope.Class, ciphertexts);
    }

    /// <summary>The digests of the envelopes that a group message as this library sends it becomes, in the order of its recipients.</summary>
    /// <exception cref="FormatException">It is sealed, and not for these recipients.</exception>
    public static IReadOnlyList<EnvelopeDigest> Of(OutgoingGroupMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return GroupDigests.Of(message);
    }

    /// <summary>The digests of the envelopes in the body of a request, whoever wrote it: of envelopes or of a group message.</summary>
    /// <exception cref="FormatException">It is not the body of a request.</exception>
    public static IReadOnlyList<EnvelopeDigest> ReadRequest(ReadOnlySpan<byte> json)
    {
        var request = CustodyJson.Read(json, CustodyJson.Default.SentRequest, RequestWanted);
        return request switch
        {
            { Envelopes: { } envelopes, Message: null } => [.. envelopes.Select(Of)],
            { Envelopes: null, Id: { } id, MessageId: { } messageId, Recipients: { } recipients, Message: { } message } when recipients.All(recipient => recipient is not null) => GroupDigests.Of(new OutgoingGroupMessage
            {
                Id = id,
                MessageId = messageId,
                From = new UserAddress("", ""),
                Class = request.Class ?? DeliveryClass.Normal,
                TimeToLiveSeconds = request.TimeToLiveSeconds ?? 0,
                Type = (CiphertextType)(request.Type ?? (int)CiphertextType.Sealed),
                Recipients = recipients,
                Message = message,
            }),
            _ => throw new FormatException(RequestWanted),
        };
    }

    private static EnvelopeDigest Of(SentEnvelope envelope)
    {
        if (envelope.Ciphertexts.Count > CiphertextsDigest.MostCiphertexts)
            throw new FormatException(RequestWanted);

        using var ciphertexts = new CiphertextsDigest(envelope.Ciphertexts.Count);
        foreach (var ciphertext in envelope.Ciphertexts)
            ciphertexts.Add(ciphertext.Device, ciphertext.RegistrationId, ciphertext.Type, ciphertext.Content);
        return Of(envelope.Id, envelope.MessageId, envelope.TimeToLiveSeconds ?? 0, envelope.Class ?? DeliveryClass.Normal, ciphertexts);
    }

    internal static EnvelopeDigest Of(Guid id, Guid messageId, int timeToLiveSeconds, DeliveryClass deliveryClass, CiphertextsDigest ciphertexts)
    {
        var content = new byte[CustodyHash.Length];
        CustodyHash.Content(messageId, timeToLiveSeconds, (byte)deliveryClass, ciphertexts.Finish(), content);
        return new EnvelopeDigest(id, content);
    }
}

/// <summary>The body of a request, as far as receipts cover it: envelopes, or the members of a group message.</summary>
internal sealed record SentRequest(
    IReadOnlyList<SentEnvelope>? Envelopes = null,
    Guid? Id = null,
    Guid? MessageId = null,
    DeliveryClass? Class = null,
    int? TimeToLiveSeconds = null,
    byte? Type = null,
    IReadOnlyList<UserAddress>? Recipients = null,
    byte[]? Message = null);

/// <summary>An envelope of a request; class and time to live may be left out.</summary>
internal sealed record SentEnvelope(
    Guid Id, Guid MessageId, IReadOnlyList<SentCiphertext> Ciphertexts, DeliveryClass? Class = null, int? TimeToLiveSeconds = null);

/// <summary>A ciphertext of a request.</summary>
internal sealed record SentCiphertext(byte Device, ushort RegistrationId, byte Type, byte[] Content);
