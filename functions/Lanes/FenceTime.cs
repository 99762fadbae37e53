using Microsoft.Extensions.Options;
using Relay.Functions.Accept;
using Relay.Functions.Hosting;

namespace Relay.Functions.Lanes;

/// <summary>When a fence may follow a change of lanes.</summary>
internal sealed class FenceTime(IOptions<RelayOptions> relay, IOptions<AcceptOptions> accept)
{
    // The clocks of two instances, and the way from routing to sending.
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(1);

    /// <summary>After the last moment at which an instance that has not seen the change may still have queued to an old lane.</summary>
    public DateTimeOffset After(DateTimeOffset change) =>
        change + TimeSpan.FromSeconds(relay.Value.DirectoryCacheSeconds) + TimeSpan.FromSeconds(accept.Value.SendSeconds) + Margin;
}
