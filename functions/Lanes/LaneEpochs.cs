using Relay.Functions.Partners;
using Relay.Functions.Queue;

namespace Relay.Functions.Lanes;

/// <summary>
/// Changes of a partner's number of lanes, or of where they lie. The lanes of a new epoch are parked until a fence has passed every lane of the one
/// before: then nothing is left in those, and nothing can be overtaken.
/// </summary>
internal sealed partial class LaneEpochs(ILaneStore lanes, IAlarms alarms, IPartners partners, Breakers breakers, TimeProvider clock, ILogger<LaneEpochs> logger)
{
    private const int FencesAtOnce = 8;

    // Urgent envelopes have lanes of their own; ephemeral ones have none.
    private static readonly EnvelopeClass[] Classes = [EnvelopeClass.Normal, EnvelopeClass.Urgent];

    /// <summary>Sends the fences of a partner's newest epoch into all lanes of the one before that no fence has passed.</summary>
    /// <param name="partner">The partner.</param>
    /// <param name="due">After the last moment at which an instance may still queue to an old lane.</param>
    /// <param name="cancel">Ends the call.</param>
    public async Task SendFencesAsync(PartnerRecord partner, DateTimeOffset due, CancellationToken cancel)
    {
        var state = await lanes.ReadAsync(partner.Name, cancel);
        var missing = Former(partner).Where(lane => !state.Fences.Contains(lane.Key));
        await SeveralAtOnce.RunAsync(missing, FencesAtOnce, lane => alarms.ScheduleAsync(lane, PackedKind.Fence, partner.Epoch, due, cancel));
    }

    /// <summary>Notes that a fence has passed a lane, with nothing before it; the last one opens the epoch.</summary>
    public async Task PassedAsync(Lane lane, int epoch, CancellationToken cancel)
    {
        await lanes.AddFenceAsync(lane, cancel);
        var state = await lanes.ReadAsync(lane.Partner, cancel);
        if (state.OpenEpoch >= epoch || await partners.FindNowAsync(lane.Partner, cancel) is not { } partner || partner.Epoch != epoch)
            return;

        if (!Former(partner).All(old => state.Fences.Contains(old.Key)))
            return;

        await lanes.OpenEpochAsync(lane.Partner, epoch, cancel);
        Log.Opened(logger, lane.Partner, epoch, partner.Lanes);
        await breakers.WakeAsync(lane.Partner, clock.GetUtcNow(), cancel);
    }

    /// <summary>As <see cref="PassedAsync"/>, for a fence that was parked; it is removed.</summary>
    public async Task PassParkedAsync(IParkedStore parked, ParkedEntry fence, CancellationToken cancel)
    {
        if (await parked.ReadAsync(fence.Name, cancel) is not { } read)
            return;
        var head = PackedReader.ReadHead(read.Message, out _);
        await PassedAsync(head.Lane, (int)head.Number, cancel);
        await parked.RemoveAsync(fence.Name, cancel);
    }

    private static IEnumerable<Lane> Former(PartnerRecord partner)
    {
        var lanes = partner.FormerLanes;
        return Classes.SelectMany(envelopeClass => Enumerable.Range(0, lanes.Count).Select(number => lanes.At(envelopeClass, number)));
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 3400, Level = LogLevel.Information, Message = "Epoch {Epoch} of {Partner} is open: {Lanes} lanes of each class")]
        public static partial void Opened(ILogger logger, string partner, int epoch, int lanes);
    }
}
