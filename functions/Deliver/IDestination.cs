using Relay.Functions.Partners;
using Relay.Functions.Queue;

namespace Relay.Functions.Deliver;

/// <summary>Partners' endpoints.</summary>
public interface IDestination
{
    /// <summary>Posts one batch. Every failure of the partner is an answer; nothing is thrown for it.</summary>
    Task<DestinationAnswer> PostAsync(PartnerRecord partner, PackedHead head, IReadOnlyList<PackedEnvelope> envelopes, CancellationToken cancel);
}
