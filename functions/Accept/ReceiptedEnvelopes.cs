using Relay.Functions.Custody;

namespace Relay.Functions.Accept;

/// <summary>Chooses what of a request is receipted.</summary>
internal static class ReceiptedEnvelopes
{
    /// <summary>Those that the relay has, new or from before, in the order of the request: who sends again because an answer was lost gets a receipt too.</summary>
    public static ReceiptedEnvelope[] Of(List<EnvelopeDraft> drafts, EnvelopeResult[] results)
    {
        var covered = new List<ReceiptedEnvelope>(drafts.Count);
        for (var i = 0; i < results.Length; i++)
        {
            if (results[i].Status is EnvelopeStatus.Accepted or EnvelopeStatus.Duplicate)
                covered.Add(Of(drafts[i]));
        }

        return [.. covered];
    }

    private static ReceiptedEnvelope Of(EnvelopeDraft draft) =>
        new(draft.Id, draft.MessageId, draft.StatedTimeToLiveSeconds, (byte)draft.Class, draft.CiphertextsDigest);
}
