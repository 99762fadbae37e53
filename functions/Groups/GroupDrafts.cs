using System.Text.Unicode;
using Relay.Functions.Accept;
using Relay.Functions.Hosting;
using Relay.Signatures.Groups;

namespace Relay.Functions.Groups;

/// <summary>The envelopes that a group message becomes, one for each recipient in the order of the request.</summary>
internal sealed class GroupDrafts : IDisposable
{
    private const int OwnLength = 1 + SealedMultiRecipient.OwnLength;

    // The sealed parts that are recipients' own, one after the other.
    private readonly PooledBytes? _own;

    private GroupDrafts(List<EnvelopeDraft> drafts, PooledBytes? own) => (Drafts, _own) = (drafts, own);

    /// <summary>The envelopes; they refer to the message's bytes.</summary>
    public List<EnvelopeDraft> Drafts { get; }

    /// <summary>Makes them, or says what is wrong with the message.</summary>
    /// <param name="message">The message; its bytes must stay unchanged while the envelopes are used.</param>
    /// <param name="options">Has the time to live of a message that states none.</param>
    public static (GroupDrafts? Drafts, Problem? Problem) Make(GroupMessage message, AcceptOptions options) =>
        message.Type == GroupTypes.Sealed ? Split(message, options) : FanOut(message, options);

    /// <inheritdoc/>
    public void Dispose() => _own?.Dispose();

    private static (GroupDrafts?, Problem?) Split(GroupMessage message, AcceptOptions options)
    {
        if (SealedMultiRecipient.Parse(message.Message, GroupTypes.MaxRecipients, out var fault) is not { } sent)
            return (null, Problems.CiphertextMalformed("message", fault!));
        if (sent.Recipients.Length != message.Recipients.Count)
            return (null, Problems.Malformed("recipients", "as many as the message has, without those that it leaves out", sent.Recipients.Length));
        if (OwnLength + sent.Shared.Length > SignalLimits.MaxContentBytes)
            return (null, TooLong());

        // What is encrypted is no text.
        if (Utf8.IsValid(sent.Shared.Span))
            return (null, Problems.CiphertextMalformed("message", "an ephemeral key and a ciphertext after the recipients"));

        var own = new PooledBytes(OwnLength * sent.Recipients.Length);
        var content = GroupContent.WithOwnParts(GroupTypes.Sealed, sent.Shared);
        var drafts = new List<EnvelopeDraft>(sent.Recipients.Length);
        for (var i = 0; i < sent.Recipients.Length; i++)
        {
            var recipient = sent.Recipients[i];
            var part = own.Bytes.Slice(i * OwnLength, OwnLength);
            part.Span[0] = SealedMultiRecipient.ReceivedVersion;
            recipient.Own.CopyTo(part[1..]);
            var draft = Draft(message, i, content, recipient.IsAccount ? recipient.ServiceId : null, options);
            for (var k = 0; k < recipient.Devices; k++)
            {
                var (device, registrationId) = recipient.Device(k);
                draft.Ciphertexts.Add(new CiphertextDraft(device, registrationId, GroupTypes.Sealed, part, OwnLength));
            }

            drafts.Add(draft);
        }

        return (new GroupDrafts(drafts, own), null);
    }

    // The devices come from the recipients' records.
    private static (GroupDrafts?, Problem?) FanOut(GroupMessage message, AcceptOptions options)
    {
        if (message.Message.Length > SignalLimits.MaxContentBytes)
            return (null, TooLong());

        var content = GroupContent.Whole(message.Type, message.Message);
        var drafts = new List<EnvelopeDraft>(message.Recipients.Count);
        for (var i = 0; i < message.Recipients.Count; i++)
            drafts.Add(Draft(message, i, content, null, options));
        return (new GroupDrafts(drafts, null), null);
    }

    private static EnvelopeDraft Draft(GroupMessage message, int index, GroupContent content, Guid? serviceId, AcceptOptions options)
    {
        var to = message.Recipients[index];
        return new EnvelopeDraft
        {
            Id = ChildIds.Of(message.Id, to.Partner, to.User),
            MessageId = message.MessageId,
            FromPartner = message.From.Partner,
            FromUser = message.From.User,
            ToPartner = to.Partner,
            ToUser = to.User,
            Class = message.Class,
            TimeToLiveSeconds = message.StatedTimeToLiveSeconds == 0 ? options.DefaultTimeToLiveSeconds : message.StatedTimeToLiveSeconds,
            StatedTimeToLiveSeconds = message.StatedTimeToLiveSeconds,
            Group = new GroupDraft(content, serviceId),
        };
    }

    private static Problem TooLong() => Problems.Malformed("message", "at most this many bytes for one device", SignalLimits.MaxContentBytes);
}
