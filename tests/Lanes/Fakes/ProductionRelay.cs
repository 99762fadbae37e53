using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Relay.Functions.Hosting;
using Relay.Functions.Lanes;
using Relay.Functions.Queue;

namespace Relay.Lanes.Tests.Fakes;

/// <summary>The production code of the lanes, over the fakes of a world.</summary>
internal sealed class ProductionRelay : IRelay
{
    private static readonly IOptions<RelayOptions> Relay = Options.Create(new RelayOptions { AddressKey = Convert.ToBase64String(new byte[32]) });

    private readonly World _world;
    private readonly TimeProvider _clock;
    private readonly Settings _settings;
    private readonly LaneStages _stages;

    public ProductionRelay(World world, TimeProvider clock)
    {
        _world = world;
        _clock = clock;
        _settings = new Settings(world.Settings, world.Stores, clock, TimeSpan.FromSeconds(Relay.Value.DirectoryCacheSeconds));
        var services = new ServiceCollection();
        services.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        services.AddSingleton(clock);
        services.AddSingleton(Relay);
        services.AddSingleton(Options.Create(world.Scenario.Lanes));
        services.AddSingleton(Options.Create(world.Scenario.Calls));
        services.AddSingleton<Random>(new HalfRandom());
        services.AddSingleton<Hold>();
        services.AddSingleton<ProbeSchedule>();
        services.AddSingleton<InboxSignal>();
        services.AddSingleton<RecipientHash>();
        services.AddSingleton<CallGate>();
        services.AddSingleton<DrainPace>();
        services.AddSingleton<BreakerEvidence>();
        services.AddSingleton<EndedIds>();
        var provider = services.BuildServiceProvider();
        var hold = provider.GetRequiredService<Hold>();
        _stages = LaneComposition.Stages(provider, new LaneStores(
            new PatientLaneStore(world.Lanes, hold),
            new PatientParkedStore(world.Parked, hold),
            new PatientAlarms(world.Alarms, hold),
            new PatientLedger(world.Ledger, hold),
            new PatientHeldEnvelopes(world.Held, hold),
            new PatientClaimedBodies(world.Bodies, hold),
            new PatientPartners(_settings, hold),
            world.Partner));
    }

    public Task HandleAsync(QueuedBody message, CancellationToken cancel) =>
        _stages.Deliver.HandleAsync(new QueuedMessage("normal", message.Body, message.Sequence, message.Deliveries), cancel);

    public Task SweepAsync(CancellationToken cancel) => throw new NotSupportedException();

    public Task EnableAsync(CancellationToken cancel) => _stages.Breakers.CloseAsync(Scenario.PartnerName, cancel);

    public Task SettingsChangedAsync(CancellationToken cancel) => throw new NotSupportedException();

    public Task PullAsync(Partner partner, bool acknowledge, CancellationToken cancel) => throw new NotSupportedException();

    /// <summary>No jitter: which instance drew how often does not matter.</summary>
    private sealed class HalfRandom : Random
    {
        protected override double Sample() => 0.5;

        public override double NextDouble() => 0.5;
    }
}
