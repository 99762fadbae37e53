using Relay.Functions.Deliver;
using Relay.Functions.Partners;
using Relay.Functions.Telemetry;

namespace Relay.Functions.Receipts;

/// <summary>Measures calls to partners' events endpoints, as those that deliver are.</summary>
internal sealed class MeasuredEventsEndpoint(IEventsEndpoint endpoint, RelayMetrics metrics, TimeProvider clock) : IEventsEndpoint
{
    /// <inheritdoc/>
    public async Task<EventsAnswer> PostAsync(PartnerRecord partner, string id, ReadOnlyMemory<byte> body, CancellationToken cancel)
    {
        var began = clock.GetTimestamp();
        var answer = await endpoint.PostAsync(partner, id, body, cancel);
        metrics.PartnerCalled(partner.Name, CalledEndpoints.Events, FailureWords.Of(answer.Failure), clock.GetElapsedTime(began));
        return answer;
    }
}
