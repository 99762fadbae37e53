using Relay.Functions.Accept;
using Relay.Functions.Accept.Protocols;
using Relay.Functions.Hosting;
using Relay.Functions.Partners;

namespace Relay.Functions.Agreements;

/// <summary>What two partners have agreed on, held against an envelope between their users.</summary>
internal sealed class PairAgreement(DowngradeWatch downgrades)
{
    /// <summary>Null when the envelope keeps to it, as far as its head tells; otherwise why not. Notes on the draft what its contents must keep to.</summary>
    public Problem? Check(PartnerRecord sender, PartnerRecord recipient, EnvelopeDraft draft)
    {
        if (PartnerCapabilities.NeededFor(draft.Class) is { } capability && !PartnerCapabilities.BothHave(sender, recipient, capability))
            return Problems.CapabilityMissing(capability);

        IProtocolShape? last = null;
        for (var i = 0; i < draft.Ciphertexts.Count; i++)
        {
            var protocol = ProtocolShapes.Of(draft.Ciphertexts[i].Type)!;
            if (protocol == last)
                continue;
            if (!sender.Protocols.Contains(protocol.Name) || !recipient.Protocols.Contains(protocol.Name))
                return Problems.ProtocolNotAgreed(Field(draft, i), protocol.Name);
            if (!PairFloors.Allow(sender, recipient, protocol.Name))
                return Below(sender, recipient, FloorRule.Protocols, Field(draft, i), $"a protocol that the floors of both partners allow, which {protocol.Name} is not");
            last = protocol;
        }

        draft.NeedsPostQuantum = PairFloors.RequiresPostQuantum(sender, recipient);
        return null;
    }

    /// <summary>The answer to a content that is not what its envelope says, or that is below a floor.</summary>
    public Problem Refusal(PartnerRecord sender, PartnerRecord recipient, ContentFault fault) =>
        fault.IsBelowFloor
            ? Below(sender, recipient, FloorRule.PostQuantum, Content(fault), fault.Rule)
            : Problems.CiphertextMalformed(Content(fault), fault.Rule);

    private Problem Below(PartnerRecord sender, PartnerRecord recipient, FloorRule rule, string field, string text)
    {
        downgrades.Note(sender.Name, recipient.Name, rule);
        return Problems.BelowFloor(field, text);
    }

    // A group message has one type for all.
    private static string Field(EnvelopeDraft draft, int ciphertext) => draft.Group is null ? $"ciphertexts[{ciphertext}].type" : "type";

    private static string Content(ContentFault fault) => $"ciphertexts[{fault.Ciphertext}].content";
}
