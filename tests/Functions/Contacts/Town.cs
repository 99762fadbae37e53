using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using Relay.Functions.Contacts;
using Relay.Functions.Finding;
using Relay.Functions.Hosting;
using Relay.Functions.Limits;
using Relay.Functions.Partners;
using Relay.Functions.People;
using Relay.Functions.Receipts;
using Relay.Functions.Tests.Receipts;
using Relay.Functions.Tests.Storage;
using Relay.Signatures;

namespace Relay.Functions.Tests.Contacts;

/// <summary>The relay's parts for people over tables in memory, with networks and users in it. Counts the calls at the stores.</summary>
internal sealed class Town
{
    public const string Home = "home";
    public const string Abroad = "abroad";

    private static readonly CancellationToken None = CancellationToken.None;

    private readonly ConcurrentQueue<TableCall> _calls = new();
    private readonly PartnerStore _partnerStore;

    public Town(LimitsOptions? limits = null)
    {
        var options = Options.Create(new RelayOptions { AddressKey = Convert.ToBase64String(new byte[32]), DirectoryCacheSeconds = 5 });
        Keys = new AddressKeys(options);
        People = new MemoryTable("people", _calls);
        FindingTable = new MemoryTable("finding", _calls);
        Counts = new MemoryTable("budgets", _calls);
        _partnerStore = new PartnerStore(new MemoryTable("partners", _calls), new MemoryTable("partnerkeys"));
        Users = new UserStore(People, Keys);
        var directory = new PartnerDirectory(_partnerStore, options, Clock);
        Reachability = new Reachability(Users, directory, Keys, options, Clock);
        Budgets = new DailyBudgets(Counts, Keys, Options.Create(limits ?? new LimitsOptions()), Clock);
        var store = new NotingEventStore(EventStore, _calls);
        var events = new PartnerEvents(directory, store, Clock);
        var strangers = new Strangers(Users, Reachability, directory, events, new Decoy(People, Keys, directory, store, Clock));
        Blocks = new Blocks(Users, Reachability, directory, Keys, events, Clock);
        Grants = new Grants(Users, Reachability, directory, Keys, events, Clock);
        Requests = new ContactRequests(directory, Reachability, strangers, Budgets, Keys, Clock);
        Finding = new FindingStore(FindingTable, Keys);
        Identifiers = new Identifiers(Users, Finding, Reachability, Clock);
        Finder = new Finder(directory, Reachability, Finding, Budgets, Keys);
    }

    public ManualClock Clock { get; } = new();

    public AddressKeys Keys { get; }

    public MemoryTable People { get; }

    public MemoryTable FindingTable { get; }

    public MemoryTable Counts { get; }

    public UserStore Users { get; }

    public Reachability Reachability { get; }

    public DailyBudgets Budgets { get; }

    public Blocks Blocks { get; }

    public Grants Grants { get; }

    public ContactRequests Requests { get; }

    public FindingStore Finding { get; }

    public Identifiers Identifiers { get; }

    public Finder Finder { get; }

    private MemoryEventStore EventStore { get; } = new();

    public static Address At(string network, string user) => new(network, user);

    /// <summary>A town with two networks that have events endpoints.</summary>
    public static async Task<Town> OpenAsync(LimitsOptions? limits = null)
    {
        var town = new Town(limits);
        await town.AddAsync(Home);
        await town.AddAsync(Abroad);
        return town;
    }

    public Task AddAsync(string network, bool events = true) => _partnerStore.PutAsync(
        new PartnerRecord(network, PartnerStatus.Live, null, Array.Empty<JsonWebKey>(), [], 1) { Events = events ? new Uri($"https://{network}.example/events") : null }, None);

    /// <summary>Enlists a user, opted in for everybody unless it says otherwise.</summary>
    public async Task<Address> EnlistAsync(string network, string user, Func<UserRecord, UserRecord>? with = null)
    {
        var record = new UserRecord(true, [UserRecord.AllPartners], []) { ServiceId = Guid.NewGuid() };
        await Users.ChangeAsync(At(network, user), _ => with is null ? record : with(record), None);
        Reachability.Forget(At(network, user));
        return At(network, user);
    }

    public async Task LinkAsync(Address one, Address other)
    {
        foreach (var (from, to) in new[] { (one, other), (other, one) })
        {
            await Users.ChangeAsync(from, record => record! with { Links = [.. record.Links, new UserLink(Guid.NewGuid(), to, [5], [1], [2], Clock.GetUtcNow())] }, None);
            Reachability.Forget(from);
        }
    }

    public async Task<UserRecord> RecordAsync(Address user) => (await Users.FindAsync(user.Partner, user.User, None))!;

    /// <summary>What a partner has been told: type and facts.</summary>
    public async Task<IReadOnlyList<(string Type, JsonNode Facts)>> ToldAsync(string network) =>
        [.. (await EventStore.ReadAsync(network, None)).Events.Select(stored => JsonNode.Parse(stored.Body)!).Select(body => ((string)body["type"]!, body["facts"]!))];

    /// <summary>The calls at the stores that something takes, in order.</summary>
    public async Task<IReadOnlyList<TableCall>> CallsOfAsync(Func<Task> run)
    {
        _calls.Clear();
        await run();
        return [.. _calls];
    }

    private sealed class NotingEventStore(IEventStore store, ConcurrentQueue<TableCall> calls) : IEventStore
    {
        public Task AddAsync(StoredEvent stored, CancellationToken cancel)
        {
            calls.Enqueue(new TableCall("events", "add"));
            return store.AddAsync(stored, cancel);
        }

        public Task<(EventsCursor? Cursor, IReadOnlyList<StoredEvent> Events)> ReadAsync(string partner, CancellationToken cancel) => store.ReadAsync(partner, cancel);

        public IAsyncEnumerable<StoredEvent> AllAsync(CancellationToken cancel) => store.AllAsync(cancel);

        public Task RemoveAsync(StoredEvent stored, CancellationToken cancel) => store.RemoveAsync(stored, cancel);

        public Task<EventsCursor?> TryWriteAsync(EventsCursor cursor, CancellationToken cancel) => store.TryWriteAsync(cursor, cancel);

        public Task<int> SweepAsync(DateTimeOffset before, CancellationToken cancel) => store.SweepAsync(before, cancel);
    }
}
