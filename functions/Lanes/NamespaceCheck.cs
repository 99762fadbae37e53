using Relay.Functions.Partners;
using Relay.Functions.Queue;

namespace Relay.Functions.Lanes;

/// <summary>Looks for partners whose lanes lie in a namespace that the relay does not have: what is for them cannot be queued.</summary>
internal sealed partial class NamespaceCheck(IPartnerList partners, ILaneStore lanes, QueueNamespaces namespaces, ILogger<NamespaceCheck> logger)
{
    /// <summary>Logs an error for each; gives how many there are.</summary>
    /// <exception cref="Azure.RequestFailedException">Table storage did not answer or refused.</exception>
    public async Task<int> RunAsync(CancellationToken cancel)
    {
        var missing = 0;
        await foreach (var partner in partners.ListAsync(cancel))
        {
            foreach (var number in (await InUseAsync(partner, cancel)).Except(namespaces.Numbers))
            {
                Log.Missing(logger, partner.Name, number);
                missing++;
            }
        }

        return missing;
    }

    // Those of the epoch before count until its lanes are empty. A partner with one epoch, the usual one, costs no read.
    private async Task<IEnumerable<int>> InUseAsync(PartnerRecord partner, CancellationToken cancel)
    {
        var changing = partner.Epoch > PartnerRecord.FirstEpoch && partner.PreviousNamespaces.Except(namespaces.Numbers).Any()
            && (await lanes.ReadAsync(partner.Name, cancel)).OpenEpoch < partner.Epoch;
        return changing ? partner.Namespaces.Union(partner.PreviousNamespaces) : partner.Namespaces;
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 3402, Level = LogLevel.Error, Message = "Lanes of {Partner} lie in namespace {Namespace}, which this relay does not have")]
        public static partial void Missing(ILogger logger, string partner, int @namespace);
    }
}
