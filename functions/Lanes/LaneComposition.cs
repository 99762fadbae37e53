using Relay.Functions.Agreements;
using Relay.Functions.Deliver;
using Relay.Functions.Held;
using Relay.Functions.Inbox;
using Relay.Functions.Ledger;
using Relay.Functions.Partners;
using Relay.Functions.People;
using Relay.Functions.Queue;
using Relay.Functions.Receipts;

namespace Relay.Functions.Lanes;

/// <summary>Puts the lanes together over the stores they work with: in production the real ones, each made patient.</summary>
internal static class LaneComposition
{
    /// <summary>Adds the stages of delivery over the program's stores.</summary>
    public static void AddLanes(this IServiceCollection services)
    {
        services.AddSingleton<Hold>();
        services.AddSingleton<ProbeSchedule>();
        services.AddSingleton<InboxSignal>();
        services.AddSingleton<RecipientHash>();
        services.AddSingleton<CallGate>();
        services.AddSingleton<DrainPace>();
        services.AddSingleton<BreakerEvidence>();
        services.AddSingleton<EndedIds>();
        services.AddSingleton(provider => Stages(provider, new LaneStores(
            Patient<ILaneStore, LaneStore>(provider, (store, hold) => new PatientLaneStore(store, hold)),
            Patient<IParkedStore, ParkedStore>(provider, (store, hold) => new PatientParkedStore(store, hold)),
            Patient<IAlarms, EnvelopeQueue>(provider, (store, hold) => new PatientAlarms(store, hold)),
            new WitnessedLedger(Patient<ILedger, LedgerStore>(provider, (store, hold) => new PatientLedger(store, hold)), provider.GetRequiredService<FirstDeliveries>()),
            Patient<IHeldEnvelopes, HeldStore>(provider, (store, hold) => new PatientHeldEnvelopes(store, hold)),
            Patient<IClaimedBodies, ClaimedBodies>(provider, (store, hold) => new PatientClaimedBodies(store, hold)),
            Patient<IPartners, PartnerDirectory>(provider, (store, hold) => new PatientPartners(store, hold)),
            Patient<IConsents, Reachability>(provider, (store, hold) => new PatientConsents(store, hold)),
            provider.GetRequiredService<MeasuredDestination>())));
        services.AddSingleton(provider => provider.GetRequiredService<LaneStages>().Deliver);
        services.AddSingleton(provider => provider.GetRequiredService<LaneStages>().Inbox);
        services.AddSingleton(provider => provider.GetRequiredService<LaneStages>().Breakers);
        services.AddSingleton(provider => provider.GetRequiredService<LaneStages>().Epochs);
        services.AddSingleton<EpochTimes>();
        services.AddSingleton(provider => Sweep(
            provider, provider.GetRequiredService<LaneStore>(), provider.GetRequiredService<EnvelopeQueue>(), provider.GetRequiredService<PartnerDirectory>()));
        services.AddSingleton(provider => Create<NamespaceCheck>(provider, provider.GetRequiredService<LaneStore>()));
        services.AddSingleton<PartnerPresence>();
        services.AddSingleton(provider => Create<LaneChanges>(provider, provider.GetRequiredService<LaneStore>()));
        services.AddSingleton<InboxEndpoint>();
        services.AddSingleton<EnableEndpoint>();
        services.AddSingleton<IEnvelopeWhereabouts>(provider => ActivatorUtilities.CreateInstance<ParkedWhereabouts>(
            provider, provider.GetRequiredService<LaneStore>(), provider.GetRequiredService<ParkedStore>(), provider.GetRequiredService<ClaimedBodies>()));
    }

    /// <summary>Makes the stages over some stores. Everything else they need comes from the provider.</summary>
    public static LaneStages Stages(IServiceProvider provider, LaneStores stores)
    {
        var lanes = Create<KnownLanes>(provider, stores.Lanes);
        var breakers = Create<Breakers>(provider, lanes, stores.Alarms);
        var epochs = Create<LaneEpochs>(provider, lanes, stores.Alarms, stores.Partners, breakers);
        var delivery = Create<BatchDelivery>(provider, stores.Partners, stores.Consents, stores.Destination, stores.Ledger);
        var batches = new ParkedBatches(stores.Parked, stores.Claimed, stores.Ledger);
        var parking = Create<LaneParking>(provider, lanes, stores.Parked, stores.Alarms, stores.Partners, breakers);
        var tools = Create<LanePassTools>(provider, stores.Parked, batches, delivery, stores.Held, stores.Alarms, breakers, epochs);
        var drain = Create<LaneDrain>(provider, lanes, stores.Alarms, stores.Partners, breakers, tools);
        var deliver = Create<DeliverStage>(provider, lanes, parking, drain, epochs, delivery, stores.Claimed, stores.Held, stores.Partners, breakers);
        var inbox = Create<LaneInbox>(provider, lanes, stores.Parked, batches, delivery, epochs);
        return new LaneStages(deliver, inbox, breakers, epochs);
    }

    // With breakers and epochs of its own, over alarms that wait for nobody.
    private static LaneSweep Sweep(IServiceProvider provider, ILaneStore lanes, IAlarms queue, IPartners partners)
    {
        var alarms = Create<SweepAlarms>(provider, queue);
        var breakers = Create<Breakers>(provider, lanes, alarms);
        return Create<LaneSweep>(provider, lanes, alarms, partners, breakers, Create<LaneEpochs>(provider, lanes, alarms, partners, breakers));
    }

    private static TStore Patient<TStore, TReal>(IServiceProvider provider, Func<TStore, Hold, TStore> wrap)
        where TReal : class, TStore =>
        wrap(provider.GetRequiredService<TReal>(), provider.GetRequiredService<Hold>());

    private static T Create<T>(IServiceProvider provider, params object[] parts) => ActivatorUtilities.CreateInstance<T>(provider, parts);
}

/// <summary>What the lanes work with; the rules run over any of them.</summary>
internal sealed record LaneStores(
    ILaneStore Lanes, IParkedStore Parked, IAlarms Alarms, ILedger Ledger, IHeldEnvelopes Held, IClaimedBodies Claimed, IPartners Partners, IConsents Consents, IDestination Destination);

/// <summary>The entrances to the lanes.</summary>
/// <param name="Deliver">What the queue brings.</param>
/// <param name="Inbox">What partners ask for.</param>
/// <param name="Breakers">Partners' endpoints.</param>
/// <param name="Epochs">Changes of lanes.</param>
internal sealed record LaneStages(DeliverStage Deliver, LaneInbox Inbox, Breakers Breakers, LaneEpochs Epochs);
