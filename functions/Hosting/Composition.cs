using System.Diagnostics.CodeAnalysis;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Microsoft.Extensions.Options;
using Relay.Functions.Accept;
using Relay.Functions.Agreements;
using Relay.Functions.Businesses;
using Relay.Functions.Callers;
using Relay.Functions.Calls;
using Relay.Functions.Contacts;
using Relay.Functions.Custody;
using Relay.Functions.DeadLetters;
using Relay.Functions.Deliver;
using Relay.Functions.Erasure;
using Relay.Functions.Explain;
using Relay.Functions.Finding;
using Relay.Functions.Groups;
using Relay.Functions.Held;
using Relay.Functions.Keys;
using Relay.Functions.Lanes;
using Relay.Functions.Ledger;
using Relay.Functions.Limits;
using Relay.Functions.Links;
using Relay.Functions.Media;
using Relay.Functions.Operations;
using Relay.Functions.Operators;
using Relay.Functions.PartnerKeys;
using Relay.Functions.Partners;
using Relay.Functions.People;
using Relay.Functions.Profiles;
using Relay.Functions.Queue;
using Relay.Functions.Receipts;
using Relay.Functions.Reconcile;
using Relay.Functions.Rooms;
using Relay.Functions.Standing;
using Relay.Functions.Storage;
using Relay.Functions.Telemetry;
using Relay.Functions.Transparency;
using Relay.Functions.Usage;

namespace Relay.Functions.Hosting;

/// <summary>Puts the program together: options, stores, and the stages in the order of an envelope's way.</summary>
internal static class Composition
{
    public static void AddRelay(this IServiceCollection services)
    {
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(Random.Shared);
        services.AddRelayOptions();
        services.AddTelemetry();
        services.AddUsage();
        services.AddStores();

        services.AddSingleton<RelayKeys>();
        services.AddSingleton<CallerAuthentication>();
        services.AddSingleton<PartnerDirectory>();
        services.AddSingleton<PartnerSettingsCheck>();
        services.AddSingleton<PartnersEndpoint>();
        services.AddSingleton<NetworksEndpoint>();
        services.AddSingleton<AddressKeys>();
        services.AddSingleton<Reachability>();
        services.AddSingleton<IConsents>(provider => provider.GetRequiredService<Reachability>());
        services.AddSingleton<UserUpdates>();
        services.AddSingleton<UsersEndpoint>();

        services.AddSingleton<QuotaWatch>();
        services.AddSingleton(provider => new PartnerLimits(provider.GetRequiredService<IOptions<LimitsOptions>>(), provider.GetRequiredService<QuotaWatch>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<BodyBudget>();
        services.AddSingleton<ILaneRoom>(provider => ActivatorUtilities.CreateInstance<LaneRoom>(provider, provider.GetRequiredService<LaneStore>(), provider.GetRequiredService<PartnerDirectory>()));
        services.AddAgreements();
        services.AddStanding();
        services.AddSingleton<PackSender>();
        services.AddSingleton<AcceptStage>();
        services.AddSingleton<ReceiptIssuer>();
        services.AddSingleton<EnvelopesEndpoint>();
        services.AddSingleton<EnvelopeQueue>();
        services.AddDeliver();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<MeasuredDestination>(provider, provider.GetRequiredService<Destination>()));
        services.AddLanes();

        services.AddSingleton<HeldEndings>();
        services.AddSingleton<HeldReplay>();
        services.AddSingleton<ReplayPace>();
        services.AddSingleton<ReplayStage>();
        services.AddSingleton<ReplayCheck>();
        services.AddSingleton<HeldEndpoint>();
        services.AddSingleton<HeldSweep>();
        services.AddSingleton<DeadLetterSweep>();

        services.AddReceipts();
        services.AddSingleton<IEnvelopeWhereabouts, HeldWhereabouts>();
        services.AddSingleton<Explainer>(provider => ActivatorUtilities.CreateInstance<Explainer>(provider, provider.GetRequiredService<LaneStore>()));
        services.AddSingleton<ExplainEndpoint>();

        services.AddGroups();
        services.AddLinks();
        services.AddContacts();
        services.AddFinding();
        services.AddKeys();
        services.AddPartnerKeys();

        services.AddSingleton<MediaEndpoint>();
        services.AddSingleton<StoreSweep>();
        services.AddSingleton<HealthEndpoints>();
        services.AddSingleton<VersionEndpoint>();
        services.AddSingleton<WellKnownEndpoint>();

        services.AddProfiles();
        services.AddBusinesses();
        services.AddErasure();
        services.AddCalls();
        services.AddTransparency();
        services.AddOperators();
    }

    private static void AddReceipts(this IServiceCollection services)
    {
        services.AddSingleton<IPartnerList>(provider => provider.GetRequiredService<PartnerStore>());
        services.AddSingleton<SignedPosts>();
        services.AddSingleton<EventsEndpoint>();
        services.AddSingleton<IEventsEndpoint>(provider =>
            ActivatorUtilities.CreateInstance<MeasuredEventsEndpoint>(provider, provider.GetRequiredService<EventsEndpoint>()));
        services.AddSingleton<PartnerEvents>();
        services.AddSingleton<IPartnerEvents, CountedEvents>();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<ReceiptDelivery>(provider, provider.GetRequiredService<PartnerDirectory>()));
        services.AddSingleton<ReceiptPump>();
        services.AddSingleton<ReceiptsEndpoint>();
        services.AddSingleton<EnvelopeStates>();
        services.AddSingleton<EnvelopeStateEndpoint>();
        services.AddSingleton<ReconcileCheck>();
        services.AddSingleton<Reconciliation>();
        services.AddSingleton<ReconcileEndpoint>();
    }

    private static void AddRelayOptions(this IServiceCollection services)
    {
        services.AddSingleton<IValidateOptions<RelayOptions>, RelayOptionsValidation>();
        services.Bind<RelayOptions>("Relay");
        services.Bind<AcceptOptions>("Accept");
        services.Bind<LimitsOptions>("Limits");
        services.Bind<DeliveryOptions>("Delivery");
        services.Bind<LaneOptions>("Lanes");
        services.Bind<HeldOptions>("Held");
        services.Bind<DeadLetterOptions>("DeadLetters");
        services.Bind<MediaOptions>("Media");
        services.Bind<ReceiptOptions>("Receipts");
        services.Bind<RetentionOptions>("Retention");
        services.Bind<LinkingOptions>("Links");
        services.Bind<KeyOptions>("Keys");
        services.Bind<ProfileOptions>("Profiles");
        services.Bind<CallsOptions>("Calls");
        services.Bind<TransparencyOptions>("Transparency");
        services.Bind<TelemetryOptions>("Telemetry");
        services.Bind<OperatorOptions>("Operator");
    }

    private static void Bind<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.All)] T>(this IServiceCollection services, string section)
        where T : class =>
        services.AddOptions<T>().BindConfiguration(section).ValidateDataAnnotations().ValidateOnStart();

    private static void AddStores(this IServiceCollection services)
    {
        services.AddSingleton<StorageConnections>();
        services.AddSingleton(provider => provider.GetRequiredService<StorageConnections>().ServiceBus());
        services.AddSingleton(provider => provider.GetRequiredService<StorageConnections>().Tables());
        services.AddSingleton(provider => provider.GetRequiredService<StorageConnections>().Blobs());
        services.AddKeyedSingleton(StoreNames.MediaContainer, (provider, _) => provider.GetRequiredService<StorageConnections>().MediaBlobs());
        services.AddHostedService<StoreCreation>();

        services.AddStore((provider, table) => new PartnerStore(table(StoreNames.PartnersTable), table(StoreNames.PartnerKeysTable)));
        services.AddStore((provider, table) => ActivatorUtilities.CreateInstance<UserStore>(provider, table(StoreNames.PeopleTable)));
        services.AddStore((_, table) => new NonceStore(table(StoreNames.NoncesTable)));
        services.AddStore((_, table) => new LaneStore(table(StoreNames.LanesTable)));
        services.AddStore((provider, table) => new LedgerStore(table(StoreNames.LedgerTable), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<RelayMetrics>()));
        services.AddSingleton<ILedger>(provider => provider.GetRequiredService<LedgerStore>());
        services.AddStore<IEventStore>((_, table) => new EventStore(table(StoreNames.EventsTable)));
        services.AddStore((_, table) => new MediaStore(table(StoreNames.MediaTable)));
        services.AddStore((provider, table) => ActivatorUtilities.CreateInstance<LinkStore>(provider, table(StoreNames.LinksTable)));
        services.AddStore((_, table) => new AgreementMarks(table(StoreNames.AgreementsTable)));
        services.AddStore((_, table) => new RoomStore(table(StoreNames.RoomsTable)));
        services.AddStore((provider, table) =>
            ActivatorUtilities.CreateInstance<HeldStore>(provider, table(StoreNames.HeldTable), Container(provider, StoreNames.HeldContainer)));
        services.AddSingleton<IHeldEnvelopes>(provider => provider.GetRequiredService<HeldStore>());
        services.AddSingleton<IHeldStore>(provider => provider.GetRequiredService<HeldStore>());
        services.AddSingleton(provider => new ClaimedBodies(Container(provider, StoreNames.BodiesContainer)));
        services.AddSingleton(provider => new ParkedStore(Container(provider, StoreNames.ParkedContainer)));
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<MediaGrants>(provider, Media(provider), Media(provider).GetBlobContainerClient(StoreNames.MediaContainer)));
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<MediaStage>(provider, Media(provider).GetBlobContainerClient(StoreNames.MediaContainer)));
    }

    private static void AddStore<T>(this IServiceCollection services, Func<IServiceProvider, Func<string, TableClient>, T> create)
        where T : class =>
        services.AddSingleton(provider => create(provider, provider.GetRequiredService<TableServiceClient>().GetTableClient));

    private static BlobServiceClient Media(IServiceProvider provider) => provider.GetRequiredKeyedService<BlobServiceClient>(StoreNames.MediaContainer);

    private static BlobContainerClient Container(IServiceProvider provider, string name) =>
        provider.GetRequiredService<BlobServiceClient>().GetBlobContainerClient(name);
}
