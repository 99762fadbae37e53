using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Relay.Functions.Hosting;
using Relay.Functions.Limits;
using Relay.Functions.Links;
using Relay.Functions.Partners;
using Relay.Functions.People;
using Relay.Functions.Receipts;
using Relay.Identities;
using Relay.Signatures;

namespace Relay.Functions.Tests.Links;

/// <summary>The parts that link accounts, over tables in memory, with two users who could be linked: ana at instagram and at whatsapp.</summary>
internal sealed class LinkingRelay : IDisposable
{
    public static readonly Address Ana = new("instagram", "ana");
    public static readonly Address Other = new("whatsapp", "ana-27");

    private readonly Dictionary<Address, TestIdentity> _identities = [];

    public LinkingRelay(LimitsOptions? limits = null)
    {
        var relay = Options.Create(new RelayOptions { AddressKey = Convert.ToBase64String(new byte[32]), DirectoryCacheSeconds = 0 });
        Keys = new AddressKeys(relay);
        Users = new UserStore(People, Keys);
        PartnerStore = new PartnerStore(new MemoryTable(), new MemoryTable());
        var partners = new PartnerDirectory(PartnerStore, relay, Clock);
        Reachability = new Reachability(Users, partners, Keys, relay, Clock);
        var names = new LinkKeys(Keys);
        Store = new LinkStore(Table, names, Keys);
        var budget = new LinkBudget(Store, Options.Create(limits ?? new LimitsOptions()), Clock);
        var options = Options.Create(new LinkingOptions());
        var events = new LinkEvents(Told);
        var rules = new LinkRules(Keys);
        Asking = new LinkAsking(Store, budget, names, rules, events, Users, Reachability, partners, options, Clock, NullLogger<LinkAsking>.Instance);
        Confirming = new LinkConfirming(Store, names, rules, events, Users, partners, options, Clock, NullLogger<LinkConfirming>.Instance);
        Signing = new LinkSigning(Store, new LinkMaking(Store, events, Users, Reachability, Clock, NullLogger<LinkMaking>.Instance), Users, partners, Clock);
        Ending = new LinkEnding(Store, events, Users, Reachability, options, Clock, NullLogger<LinkEnding>.Instance);
        Watcher = new LinkWatcher(Ending);
        Accounts = new PersonAccounts(Reachability);
    }

    public ManualClock Clock { get; } = new();

    public MemoryTable Table { get; } = new();

    public MemoryTable People { get; } = new();

    public Told Told { get; } = new();

    public AddressKeys Keys { get; }

    public UserStore Users { get; }

    public PartnerStore PartnerStore { get; }

    public Reachability Reachability { get; }

    public LinkStore Store { get; }

    public LinkAsking Asking { get; }

    public LinkConfirming Confirming { get; }

    public LinkSigning Signing { get; }

    public LinkEnding Ending { get; }

    public LinkWatcher Watcher { get; }

    public PersonAccounts Accounts { get; }

    /// <summary>A relay with the two users and their partners.</summary>
    public static async Task<LinkingRelay> WithAnaAsync(LimitsOptions? limits = null)
    {
        var relay = new LinkingRelay(limits);
        await relay.AddPartnerAsync(Ana.Partner);
        await relay.AddPartnerAsync(Other.Partner);
        await relay.EnlistAsync(Ana);
        await relay.EnlistAsync(Other);
        return relay;
    }

    /// <summary>A relay on which the two are linked.</summary>
    public static async Task<LinkingRelay> LinkedAsync()
    {
        var relay = await WithAnaAsync();
        await relay.LinkAsync(Ana, Other);
        return relay;
    }

    public async Task AddPartnerAsync(string name)
    {
        using var key = SigningKey.CreateEd25519(name + "-1");
        var partner = new PartnerRecord(name, PartnerStatus.Live, new Uri("https://partner.example/relay"), [key.Public.ToJwk()], [], 2)
        {
            Events = new Uri("https://partner.example/events"),
        };
        await PartnerStore.PutAsync(partner, CancellationToken.None);
    }

    public Task EnlistAsync(Address user, Func<UserRecord, UserRecord>? with = null)
    {
        var record = new UserRecord(true, [UserRecord.AllPartners], [new UserDevice(1, 4711)]) { ServiceId = Guid.NewGuid(), IdentityKey = Identity(user).PublicKey, CommonMailbox = true };
        return ChangeAsync(user, present => (with ?? (same => same))(present ?? record));
    }

    public Task ChangeAsync(Address user, Func<UserRecord?, UserRecord?> change) => Users.ChangeAsync(user, change, CancellationToken.None);

    public async Task<UserRecord> RecordAsync(Address user) => (await Users.FindAsync(user.Partner, user.User, CancellationToken.None))!;

    public TestIdentity Identity(Address user)
    {
        if (!_identities.TryGetValue(user, out var identity))
            _identities[user] = identity = new TestIdentity();
        return identity;
    }

    public byte[] Signature(Address user, Address other, Guid link) =>
        Identity(user).SignLink((user.Partner, user.User), (other.Partner, other.User), Identity(other).PublicKey, link);

    /// <summary>Asks, and gives the link and the code that the other was told; null when it was told none.</summary>
    public async Task<(Guid Link, string? Code)> AskAsync(Address asker, Address asked)
    {
        var (answer, problem) = await Asking.AskAsync(asker, asked, CancellationToken.None);
        Assert.Null(problem);
        var told = Told.Of(PartnerEventTypes.LinkCode).SingleOrDefault(told => told.Facts["link"] == answer!.Link.ToString());
        return (answer!.Link, told?.Facts["code"]);
    }

    /// <summary>Asks and confirms.</summary>
    public async Task<Guid> ConfirmedAsync(Address asker, Address asked)
    {
        var (link, code) = await AskAsync(asker, asked);
        Assert.NotNull((await Confirming.ConfirmAsync(asker, link, code!, CancellationToken.None)).Confirmed);
        return link;
    }

    public async Task<Guid> LinkAsync(Address asker, Address asked)
    {
        var link = await ConfirmedAsync(asker, asked);
        await SignAsync(asker, asked, link);
        Assert.True((await SignAsync(asked, asker, link)).Signed!.Made);
        return link;
    }

    public Task<(LinkSigned? Signed, Problem? Problem)> SignAsync(Address user, Address other, Guid link) =>
        Signing.SignAsync(user, link, Signature(user, other, link), CancellationToken.None);

    public void Dispose()
    {
        foreach (var identity in _identities.Values)
            identity.Dispose();
    }
}
