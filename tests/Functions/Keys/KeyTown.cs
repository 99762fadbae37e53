using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Relay.Functions.Hosting;
using Relay.Functions.Keys;
using Relay.Functions.Limits;
using Relay.Functions.Links;
using Relay.Functions.Partners;
using Relay.Functions.People;
using Relay.Functions.Tests.Links;
using Relay.Functions.Transparency;
using Relay.Identities;
using Relay.Signatures;

namespace Relay.Functions.Tests.Keys;

/// <summary>The key directory over tables in memory, with ana at instagram, who writes, and ben at whatsapp, whose keys are claimed.</summary>
internal sealed class KeyTown : IDisposable, IKeyLog, IBundleFloor
{
    public static readonly Address Ana = new("instagram", "ana");
    public static readonly Address Ben = new("whatsapp", "ben");
    public static readonly CancellationToken None = CancellationToken.None;

    private readonly PartnerStore _partners = new(new MemoryTable(), new MemoryTable());

    public KeyTown(LimitsOptions? limits = null, KeyOptions? options = null)
    {
        var relay = Options.Create(new RelayOptions { AddressKey = Convert.ToBase64String(new byte[32]), DirectoryCacheSeconds = 0 });
        Limits = Options.Create(limits ?? new LimitsOptions { DeviceKeysDaily = 1_000_000, UsersClaimsBurst = 100_000 });
        KeyOptions = Options.Create(options ?? new KeyOptions());
        Keys = new AddressKeys(relay);
        Users = new UserStore(People, Keys);
        var reachability = new Reachability(Users, new PartnerDirectory(_partners, relay, Clock), Keys, relay, Clock);
        Persons = new PersonAccounts(reachability);
        Store = new DeviceKeyStore(Table);
        Watcher = new KeyWatcher(Store, Keys);
        Updates = new UserUpdates(Users, reachability, [Watcher]);
        Uploads = Upload(Store);
        Claims = Claim(Store);
    }

    public ManualClock Clock { get; } = new();

    public KeyTable Table { get; } = new();

    public MemoryTable People { get; } = new();

    public Told Told { get; } = new();

    public TestIdentity Identity { get; } = new();

    public AddressKeys Keys { get; }

    public UserStore Users { get; }

    public UserUpdates Updates { get; }

    public DeviceKeyStore Store { get; }

    public KeyWatcher Watcher { get; }

    public UploadStage Uploads { get; }

    public ClaimStage Claims { get; }

    /// <summary>Which pairs of partners need a KEM key.</summary>
    public List<(string From, string To)> FloorRefusals { get; } = [];

    public Func<string, string, bool> Floor { get; set; } = (_, _) => false;

    /// <summary>For whom proofs were asked.</summary>
    public List<(Address User, UserRecord Record)> Proven { get; } = [];

    public string Partition => Keys.RowKeyOf(Ben.Partner, Ben.User);

    private IOptions<LimitsOptions> Limits { get; }

    private IOptions<KeyOptions> KeyOptions { get; }

    private PersonAccounts Persons { get; }

    /// <summary>A town in which both are enlisted and ben has no device yet.</summary>
    public static async Task<KeyTown> StartAsync(LimitsOptions? limits = null, KeyOptions? options = null)
    {
        var town = new KeyTown(limits, options);
        await town.AddPartnerAsync(Ana.Partner);
        await town.AddPartnerAsync(Ben.Partner);
        await town.EnlistAsync(Ana);
        await town.EnlistAsync(Ben);
        return town;
    }

    /// <summary>Another instance of the program over the same tables.</summary>
    public ClaimStage Claim(DeviceKeyStore store) => new(
        Persons, Users, new DeviceClaims(store, new KeyEvents(Told, KeyOptions), Limits, Clock, NullLogger<DeviceClaims>.Instance), this, this, new PartnerLimits(Limits, Clock), Keys);

    public UploadStage Upload(DeviceKeyStore store) => new(store, Users, Updates, Keys, Clock);

    public async Task AddPartnerAsync(string name)
    {
        using var key = SigningKey.CreateEd25519(name + "-1");
        await _partners.PutAsync(new PartnerRecord(name, PartnerStatus.Live, new Uri("https://partner.example/relay"), [key.Public.ToJwk()], [], 2), None);
    }

    public Task EnlistAsync(Address user, Func<UserRecord, UserRecord>? with = null) => Users.ChangeAsync(
        user, present => (with ?? (same => same))(present ?? new UserRecord(true, [UserRecord.AllPartners], []) { ServiceId = Guid.NewGuid() }), None);

    public async Task<UserRecord> BenAsync() => (await Users.FindAsync(Ben.Partner, Ben.User, None))!;

    /// <summary>Publishes, and expects that it is taken.</summary>
    public async Task<DeviceKeysView> PublishAsync(KeysUpload upload, int device = 1)
    {
        var (view, problem) = await Uploads.PublishAsync(Ben, device, upload, None);
        Assert.Null(problem);
        return view!;
    }

    /// <summary>Claims ben's keys for ana, and expects that it may.</summary>
    public async Task<ClaimedAccount> ClaimAsync(IReadOnlyList<int>? devices = null) =>
        Assert.Single((await Claims.ClaimAsync(Ana, [new ClaimTarget(Ben.Partner, Ben.User, devices)], None))[0].Accounts!);

    public Task<KeyProof> ProveAsync(Address user, UserRecord record, CancellationToken cancel)
    {
        lock (Proven)
            Proven.Add((user, record));
        return Task.FromResult(new KeyProof(1, null, new byte[32], [], new Dictionary<Guid, byte[]>(), 0, [], "head")
        {
            Unshown = record.Links.ToDictionary(link => link.Id, _ => new byte[32]),
        });
    }

    public ValueTask<bool> RequiresPostQuantumAsync(string partnerA, string partnerB) => ValueTask.FromResult(Floor(partnerA, partnerB));

    public void NoteRefusal(string from, string to) => FloorRefusals.Add((from, to));

    public void Dispose() => Identity.Dispose();
}
