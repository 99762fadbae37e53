using System.Security.Cryptography;
using Relay.Client.Envelopes;
using Relay.Client.Groups;
using Relay.Signatures.Custody;
using Relay.Signatures.Groups;

namespace Relay.Client.Custody;

/// <summary>What a receipt says of the envelopes that a group message becomes (docs/receipts.md, Group messages).</summary>
internal static class GroupDigests
{
    private const string NotTheirs = "The message is not sealed for these recipients.";

    /// <exception cref="FormatException">It is sealed, and not for these recipients.</exception>
    internal static IReadOnlyList<EnvelopeDigest> Of(OutgoingGroupMessage message) =>
        message.Type == CiphertextType.Sealed ? Split(message) : FanOut(message);

    private static EnvelopeDigest[] Split(OutgoingGroupMessage message)
    {
        if (SealedMultiRecipient.Parse(message.Message, OutgoingGroupMessage.MostRecipients, out var fault) is not { } sent)
            throw new FormatException($"The message is not what it says: {fault}.");
        if (sent.Recipients.Length != message.Recipients.Count)
            throw new FormatException(NotTheirs);

        var shared = SHA256.HashData(sent.Shared.Span);
        var own = new byte[1 + SealedMultiRecipient.OwnLength];
        own[0] = SealedMultiRecipient.ReceivedVersion;
        var digests = new EnvelopeDigest[sent.Recipients.Length];
        for (var i = 0; i < digests.Length; i++)
        {
            var recipient = sent.Recipients[i];
            recipient.Own.Span.CopyTo(own.AsSpan(1));
            using var ciphertexts = new CiphertextsDigest(recipient.Devices, shared);
            for (var k = 0; k < recipient.Devices; k++)
                ciphertexts.Add(recipient.Device(k).Device, recipient.Device(k).RegistrationId, (int)message.Type, own);
            digests[i] = Of(message, i, ciphertexts);
        }

        return digests;
    }

    // The relay chooses the devices: only the message itself is what was sent.
    private static EnvelopeDigest[] FanOut(OutgoingGroupMessage message)
    {
        var shared = SHA256.HashData(message.Message.Span);
        var digests = new EnvelopeDigest[message.Recipients.Count];
        for (var i = 0; i < digests.Length; i++)
        {
            using var ciphertexts = new CiphertextsDigest(0, shared);
            digests[i] = Of(message, i, ciphertexts);
        }

        return digests;
    }

    private static EnvelopeDigest Of(OutgoingGroupMessage message, int recipient, CiphertextsDigest ciphertexts) =>
        EnvelopeDigest.Of(message.EnvelopeId(message.Recipients[recipient]), message.MessageId, message.TimeToLiveSeconds, message.Class, ciphertexts);
}
