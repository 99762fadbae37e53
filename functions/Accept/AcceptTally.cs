using Relay.Functions.Queue;
using Relay.Functions.Telemetry;

namespace Relay.Functions.Accept;

/// <summary>Counts what became of the envelopes of a request. What was accepted before is not counted again.</summary>
internal static class AcceptTally
{
    public static void Count(RelayMetrics metrics, string sender, List<EnvelopeDraft> drafts, EnvelopeResult[] results)
    {
        // Neighbours are mostly alike: they are told together.
        for (var i = 0; i < results.Length;)
        {
            var begin = i;
            if (results[i].Problem is { } problem)
            {
                while (++i < results.Length && results[i].Problem?.Code == problem.Code)
                {
                }

                metrics.Refused(sender, problem.Code, i - begin);
                continue;
            }

            var (recipient, envelopeClass, status) = (drafts[i].ToPartner!, drafts[i].Class, results[i].Status);
            var bytes = 0L;
            for (; i < results.Length && IsLike(drafts[i], results[i], recipient, envelopeClass, status); i++)
                bytes += drafts[i].ContentBytes;
            if (status == EnvelopeStatus.Accepted)
                metrics.Accepted(sender, recipient, ClassWords.Of(envelopeClass), i - begin, bytes);
        }
    }

    private static bool IsLike(EnvelopeDraft draft, in EnvelopeResult result, string recipient, EnvelopeClass envelopeClass, EnvelopeStatus status) =>
        result.Problem is null && result.Status == status && draft.Class == envelopeClass && draft.ToPartner == recipient;
}
