using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Relay.Functions.Accept;
using Relay.Functions.Businesses;
using Relay.Functions.Contacts;
using Relay.Functions.Erasure;
using Relay.Functions.Finding;
using Relay.Functions.Limits;
using Relay.Functions.Links;
using Relay.Functions.Media;
using Relay.Functions.Partners;
using Relay.Functions.People;
using Relay.Functions.Profiles;
using Relay.Functions.Receipts;
using Relay.Functions.Storage;

namespace Relay.Functions.Tests.World;

/// <summary>An instance of the program, as far as it is about people: the real parts over the stores that it shares with others.</summary>
internal sealed class PeopleProgram
{
    private static readonly CancellationToken None = CancellationToken.None;

    public PeopleProgram(PeopleStores stores, LimitsOptions? limits = null)
    {
        var (clock, keys, relay, limitsOptions) = (stores.Clock, stores.Keys, stores.Options, Options.Create(limits ?? new LimitsOptions()));
        var directory = new PartnerDirectory(stores.Partners, relay, clock);
        Stores = stores;
        Users = new UserStore(stores.People, keys, null, clock);
        Reachability = new Reachability(Users, directory, keys, relay, clock);
        var eventStore = new EventStore(stores.Events);
        var events = new PartnerEvents(directory, eventStore, clock);

        var (names, rules, linking, linkEvents) = (new LinkKeys(keys), new LinkRules(keys), Options.Create(new LinkingOptions()), new LinkEvents(events));
        LinkStore = new LinkStore(stores.Links, names, keys);
        Asking = new LinkAsking(LinkStore, new LinkBudget(LinkStore, limitsOptions, clock), names, rules, linkEvents, Users, Reachability, directory, linking, clock, NullLogger<LinkAsking>.Instance);
        Confirming = new LinkConfirming(LinkStore, names, rules, linkEvents, Users, directory, linking, clock, NullLogger<LinkConfirming>.Instance);
        Signing = new LinkSigning(LinkStore, new LinkMaking(LinkStore, linkEvents, Users, Reachability, clock, NullLogger<LinkMaking>.Instance), Users, directory, clock);
        Ending = new LinkEnding(LinkStore, linkEvents, Users, Reachability, linking, clock, NullLogger<LinkEnding>.Instance);

        var budgets = new DailyBudgets(stores.Budgets, keys, limitsOptions, clock);
        var strangers = new Strangers(Users, Reachability, directory, events, new Decoy(stores.People, keys, directory, eventStore, clock));
        Blocks = new Blocks(Users, Reachability, directory, keys, events, clock);
        Grants = new Grants(Users, Reachability, directory, keys, events, clock);
        Requests = new ContactRequests(directory, Reachability, strangers, budgets, keys, clock);

        Finding = new FindingStore(stores.Finding, keys);
        Identifiers = new Identifiers(Users, Finding, Reachability, clock);
        Finder = new Finder(directory, Reachability, Finding, budgets, keys);

        MediaStore = new MediaStore(stores.Media);
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new(StorageConnections.MediaSetting, "none")]).Build();
        var media = new MediaStage(
            MediaStore, new MediaGrants(null!, stores.Blobs, new StorageConnections(configuration), Options.Create(new MediaOptions()), clock), stores.Blobs, Options.Create(new MediaOptions()), clock);
        Profiles = new ProfileStage(Users, Reachability, new ProfilePictures(MediaStore, media, keys, Options.Create(new ProfileOptions()), clock), clock);

        Businesses = new BusinessStore(stores.Businesses, keys);
        BusinessViews = new BusinessViews(directory, Reachability);

        IUserWatcher[] watchers = [new LinkWatcher(Ending), Identifiers];
        Updates = new UserUpdates(Users, Reachability, watchers);
        Journal = new ErasureJournal(stores.People, keys);
        IErasePart[] parts = [new MediaPart(media, keys), new PendingLinksPart(LinkStore, Ending), new EventsPart(eventStore, events), new BusinessesPart(Businesses)];
        Erase = new EraseStage(Users, Journal, Reachability, parts, watchers, clock, NullLogger<EraseStage>.Instance);
        ErasureSweep = new ErasureSweep(Journal, Erase, Options.Create(new AcceptOptions()), clock, NullLogger<ErasureSweep>.Instance);
    }

    public PeopleStores Stores { get; }

    public UserStore Users { get; }

    public Reachability Reachability { get; }

    public UserUpdates Updates { get; }

    public LinkStore LinkStore { get; }

    public LinkAsking Asking { get; }

    public LinkConfirming Confirming { get; }

    public LinkSigning Signing { get; }

    public LinkEnding Ending { get; }

    public Blocks Blocks { get; }

    public Grants Grants { get; }

    public ContactRequests Requests { get; }

    public FindingStore Finding { get; }

    public Identifiers Identifiers { get; }

    public Finder Finder { get; }

    public MediaStore MediaStore { get; }

    public ProfileStage Profiles { get; }

    public BusinessStore Businesses { get; }

    public BusinessViews BusinessViews { get; }

    public ErasureJournal Journal { get; }

    public EraseStage Erase { get; }

    public ErasureSweep ErasureSweep { get; }

    /// <summary>Sets a user as its partner's PUT does; opted in and open to everybody unless it says otherwise.</summary>
    public Task SetAsync(Address user, Func<UserRecord, UserRecord>? with = null, int key = 0)
    {
        var settings = new UserRecord(true, [UserRecord.AllPartners], [new UserDevice(1, 4711)]) { IdentityKey = Stores.Identity(user, key).PublicKey };
        return Updates.ChangeAsync(user, present => UserChanges.Merge(present, (with ?? (same => same))(settings), Stores.Clock.GetUtcNow()), None);
    }

    /// <summary>The user as it is stored; null for one who is not enlisted.</summary>
    public async Task<UserRecord?> FindAsync(Address user) => await Users.FindAsync(user.Partner, user.User, None) is { IsEnlisted: true } record ? record : null;

    /// <summary>The code that a partner was told for a link; null when nobody was.</summary>
    public string? CodeOf(Guid link) => Told("link.code").Where(facts => facts["link"] == link.ToString()).Select(facts => facts["code"]).SingleOrDefault();

    /// <summary>The facts of all events of a type that have not been taken.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, string>> Told(string type) =>
    [
        .. Stores.Events.Rows
            .Select(row => row.GetString("Body"))
            .Where(body => body.StartsWith('{'))
            .Select(body => System.Text.Json.JsonSerializer.Deserialize(body, ReceiptJson.Default.EventNotice)!)
            .Where(notice => notice.Type == type)
            .Select(notice => notice.Facts!),
    ];

    /// <summary>Signs a link with one of the user's keys over the other's.</summary>
    public Task<(LinkSigned? Signed, Relay.Functions.Hosting.Problem? Problem)> SignAsync(Address user, int key, Address other, byte[] otherKey, Guid link) => Signing.SignAsync(
        user, link, Stores.Identity(user, key).SignLink((user.Partner, user.User), (other.Partner, other.User), otherKey, link), None);

    /// <summary>Asks for a link and enters its code.</summary>
    public async Task<Guid> ConfirmedAsync(Address asker, Address asked)
    {
        var link = (await Asking.AskAsync(asker, asked, None)).Asked!.Link;
        Assert.NotNull((await Confirming.ConfirmAsync(asker, link, CodeOf(link)!, None)).Confirmed);
        return link;
    }

    /// <summary>Links two users under their first keys.</summary>
    public async Task<Guid> LinkAsync(Address asker, Address asked)
    {
        var link = await ConfirmedAsync(asker, asked);
        await SignAsync(asker, 0, asked, Stores.Identity(asked, 0).PublicKey, link);
        Assert.True((await SignAsync(asked, 0, asker, Stores.Identity(asker, 0).PublicKey, link)).Signed!.Made);
        return link;
    }
}
