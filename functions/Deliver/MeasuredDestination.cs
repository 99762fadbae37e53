using System.Diagnostics;
using Relay.Functions.Partners;
using Relay.Functions.Queue;
using Relay.Functions.Telemetry;

namespace Relay.Functions.Deliver;

/// <summary>Measures calls to partners, each under a span of its own, which the partner is told in the header <c>traceparent</c>.</summary>
internal sealed class MeasuredDestination(IDestination destination, RelayMetrics metrics, TimeProvider clock) : IDestination
{
    /// <inheritdoc/>
    public async Task<DestinationAnswer> PostAsync(PartnerRecord partner, PackedHead head, IReadOnlyList<PackedEnvelope> envelopes, CancellationToken cancel)
    {
        using var span = RelayTraces.StartCall(partner.Name, envelopes.Count);
        var began = clock.GetTimestamp();
        var answer = await destination.PostAsync(partner, head, envelopes, cancel);
        var outcome = FailureWords.Of(answer.Failure);
        metrics.PartnerCalled(partner.Name, CalledEndpoints.Deliveries, outcome, clock.GetElapsedTime(began));
        span?.SetTag(TraceTags.Outcome, outcome).SetTag(TraceTags.Status, answer.Status);
        if (answer.Failure != DestinationFailure.None)
            span?.SetStatus(ActivityStatusCode.Error);
        return answer;
    }
}
