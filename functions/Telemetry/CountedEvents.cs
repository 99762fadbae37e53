using Relay.Functions.Receipts;

namespace Relay.Functions.Telemetry;

/// <summary>Counts what partners are told of breakers and of stocks of keys, whether or not they have an endpoint for it.</summary>
internal sealed class CountedEvents(PartnerEvents events, RelayMetrics metrics) : IPartnerEvents
{
    /// <inheritdoc/>
    public Task TellAsync(string partner, string type, IReadOnlyDictionary<string, string> facts, CancellationToken cancel)
    {
        switch (type)
        {
            case PartnerEventTypes.BreakerOpened:
                metrics.BreakerChanged(partner, "open");
                break;
            case PartnerEventTypes.EndpointDisabled:
                metrics.BreakerChanged(partner, "disabled");
                break;
            case PartnerEventTypes.BreakerClosed:
                metrics.BreakerChanged(partner, "closed");
                break;
            case PartnerEventTypes.KeysLow:
                metrics.KeysLow(partner);
                break;
        }

        return events.TellAsync(partner, type, facts, cancel);
    }

    /// <inheritdoc/>
    public Task TellAsync(string partner, string about, string type, IReadOnlyDictionary<string, string> facts, CancellationToken cancel) =>
        events.TellAsync(partner, about, type, facts, cancel);
}
