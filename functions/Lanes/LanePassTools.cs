using Microsoft.Extensions.Options;
using Relay.Functions.Deliver;
using Relay.Functions.Held;

namespace Relay.Functions.Lanes;

/// <summary>What a pass over a lane works with.</summary>
internal sealed class LanePassTools(
    IParkedStore parked, ParkedBatches batches, BatchDelivery delivery, IHeldEnvelopes held, IAlarms alarms, Breakers breakers, BreakerEvidence evidence,
    LaneEpochs epochs, DrainPace pace, ProbeSchedule schedule, RecipientHash recipients, IOptions<LaneOptions> options, IOptions<DeliveryOptions> calls,
    TimeProvider clock, ILogger<LanePass> logger)
{
    public IParkedStore Parked => parked;

    public ParkedBatches Batches => batches;

    public BatchDelivery Delivery => delivery;

    public IHeldEnvelopes Held => held;

    public IAlarms Alarms => alarms;

    public Breakers Breakers => breakers;

    public BreakerEvidence Evidence => evidence;

    public LaneEpochs Epochs => epochs;

    public DrainPace Pace => pace;

    public ProbeSchedule Schedule => schedule;

    public RecipientHash Recipients => recipients;

    public LaneOptions Options => options.Value;

    public TimeSpan CallBound => TimeSpan.FromSeconds(calls.Value.TimeoutSeconds);

    public TimeProvider Clock => clock;

    public ILogger Logger => logger;
}
