using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Relay.Functions.Accept;
using Relay.Functions.Hosting;
using Relay.Functions.Lanes;
using Relay.Functions.Partners;
using Relay.Functions.People;
using Relay.Functions.Queue;
using Relay.Functions.Receipts;

namespace Relay.Lanes.Tests.Fakes;

/// <summary>The production code of the lanes, over the fakes of a world.</summary>
internal sealed class ProductionRelay : IRelay
{
    private static readonly IOptions<RelayOptions> Relay = Options.Create(new RelayOptions { AddressKey = Convert.ToBase64String(new byte[32]) });

    private readonly LaneStages _stages;
    private readonly LaneSweep _sweep;
    private readonly LaneChanges _changes;

    public ProductionRelay(World world, TimeProvider clock)
    {
        var settings = new Settings(world.Settings, world.Stores, clock, TimeSpan.FromSeconds(Relay.Value.DirectoryCacheSeconds));
        var provider = new Parts(
            clock,
            Relay,
            Options.Create(world.Scenario.Lanes),
            Options.Create(world.Scenario.Calls),
            Options.Create(new AcceptOptions()),
            new HalfRandom(),
            Array.Empty<IPartnerEvents>());
        provider.Make<Hold>();
        provider.Make<ProbeSchedule>();
        provider.Make<InboxSignal>();
        provider.Make<RecipientHash>();
        provider.Make<CallGate>();
        provider.Make<DrainPace>();
        provider.Make<BreakerEvidence>();
        provider.Make<EndedIds>();
        provider.Make<EpochTimes>();
        var hold = provider.GetRequiredService<Hold>();
        var stores = new LaneStores(
            new PatientLaneStore(world.Lanes, hold),
            new PatientParkedStore(world.Parked, hold),
            new PatientAlarms(world.Alarms, hold),
            new PatientLedger(world.Ledger, hold),
            new PatientHeldEnvelopes(world.Held, hold),
            new PatientClaimedBodies(world.Bodies, hold),
            new PatientPartners(settings, hold),
            new PatientConsents(new WillingPeople(), hold),
            world.Partner);
        _stages = LaneComposition.Stages(provider, stores);
        _sweep = ActivatorUtilities.CreateInstance<LaneSweep>(provider, stores.Lanes, stores.Alarms, stores.Partners, _stages.Breakers, _stages.Epochs);
        _changes = ActivatorUtilities.CreateInstance<LaneChanges>(provider, stores.Lanes, _stages.Breakers, _stages.Epochs);
    }

    public Task HandleAsync(QueuedBody message, CancellationToken cancel) =>
        _stages.Deliver.HandleAsync(new QueuedMessage("normal", message.Body, message.Sequence, message.Counted + 1), cancel);

    public Task SweepAsync(CancellationToken cancel) => _sweep.RunAsync(cancel);

    public Task EnableAsync(CancellationToken cancel) => _stages.Breakers.CloseAsync(Scenario.PartnerName, cancel);

    public Task SettingsChangedAsync(PartnerRecord stored, PartnerRecord before, CancellationToken cancel) => _changes.FollowAsync(stored, before, cancel);

    public async Task PullAsync(Partner partner, bool acknowledge, CancellationToken cancel)
    {
        foreach (var lane in (await _stages.Inbox.TakeAsync(Scenario.PartnerName, 100, cancel)).GroupBy(handOut => handOut.Token).ToList())
        {
            foreach (var handOut in lane)
                partner.CheckTime(handOut.Head, handOut.Envelopes);
            var answer = await partner.TakeHandOutAsync([.. lane], cancel);
            if (acknowledge)
                await _stages.Inbox.AcknowledgeAsync(Scenario.PartnerName, lane.Key, answer, cancel);
        }
    }

    /// <summary>No jitter: which instance drew how often does not matter.</summary>
    private sealed class HalfRandom : Random
    {
        protected override double Sample() => 0.5;

        public override double NextDouble() => 0.5;
    }
}
