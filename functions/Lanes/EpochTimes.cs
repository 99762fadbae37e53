using Microsoft.Extensions.Options;
using Relay.Functions.Accept;
using Relay.Functions.Hosting;
using Relay.Functions.Partners;
using Relay.Functions.Queue;

namespace Relay.Functions.Lanes;

/// <summary>
/// The moments of a change of lanes. All instances turn to the new lanes together, when the last of them has read the settings: if
/// one turned earlier, another could queue a later envelope to an old lane, where it would overtake.
/// </summary>
internal sealed class EpochTimes(IOptions<RelayOptions> relay, IOptions<AcceptOptions> accept)
{
    // How far the clocks of two instances may lie apart. For this long nothing is accepted for the partner.
    private static readonly TimeSpan Gap = TimeSpan.FromSeconds(1);

    /// <summary>The lane of a recipient now; null in the gap between the old lanes and the new.</summary>
    public Lane? Route(PartnerRecord partner, EnvelopeClass envelopeClass, uint addressHash, DateTimeOffset now)
    {
        // Ephemeral envelopes have no order to keep.
        if (partner.Epoch == PartnerRecord.FirstEpoch || envelopeClass == EnvelopeClass.Ephemeral || now >= NewLanesAt(partner.EpochSince))
            return partner.PresentLanes.Of(envelopeClass, addressHash);

        return now < OldLanesUntil(partner.EpochSince)
            ? partner.FormerLanes.Of(envelopeClass, addressHash)
            : null;
    }

    /// <summary>After the last moment at which an instance may still have queued to an old lane.</summary>
    public DateTimeOffset FencesAt(DateTimeOffset change) => NewLanesAt(change) + TimeSpan.FromSeconds(accept.Value.SendSeconds);

    private DateTimeOffset OldLanesUntil(DateTimeOffset change) => change + TimeSpan.FromSeconds(relay.Value.DirectoryCacheSeconds);

    private DateTimeOffset NewLanesAt(DateTimeOffset change) => OldLanesUntil(change) + Gap;
}
