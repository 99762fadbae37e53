using System.Security.Cryptography;
using System.Text;
using Azure.Data.Tables;
using Microsoft.AspNetCore.Http;
using Relay.Client;
using Relay.Client.Businesses;
using Relay.Client.Custody;
using Relay.Client.Envelopes;
using Relay.Client.Profiles;
using Relay.Client.Webhooks;
using Relay.Functions.Held;
using Relay.Functions.Ledger;
using Relay.Functions.Links;
using Relay.Functions.People;
using Relay.Functions.Queue;
using Relay.Functions.Receipts;
using Relay.Functions.Storage;
using Relay.Identities;
using Relay.Road.Tests.Fixtures;

namespace Relay.Road.Tests;

/// <summary>A user is erased: what is gone at once, what ends as erased when its turn comes, and that nothing else does.</summary>
[Collection(SharedStack.Name)]
public sealed class ErasureTests(StackFixture fixture) : IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly HeldRelay _relay = new(fixture.Stack);
    private readonly AddressKeys _keys = Keys.Of(fixture.Stack);

    private UserStore Users => new(Table(StoreNames.PeopleTable), _keys);

    public void Dispose() => _relay.Dispose();

    [Fact]
    public async Task Erase_UserWithEverything_LeavesNoTraceInAnyStore_AndEverythingEndsAsErased()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack, lanes: 1);
        await using var b = await TestPartner.StartAsync(fixture.Stack, lanes: 1);
        await using var c = await TestPartner.StartAsync(fixture.Stack, lanes: 1, events: true);
        var ana = Unique("ana");
        await a.OptInAsync(ana);
        await b.OptInAsync("ben");
        await c.OptInAsync("carl");
        using var identity = new TestIdentity();
        var upload = DeviceKeySamples.Upload(identity, 40);
        await a.Client.PutKeysAsync(ana, 1, upload);
        var serviceId = await EquipAsync(a, ana, c);
        var picture = RandomNumberGenerator.GetBytes(500);
        var attachment = RandomNumberGenerator.GetBytes(700);
        var name = RandomNumberGenerator.GetBytes(81);
        await a.Client.PutProfileAsync(ana, new EncryptedProfile(new string('a', 64), name, Picture: await UploadAsync(a, ana, picture)));
        await UploadAsync(a, ana, attachment);
        var business = await NameAsync(a, ana, b);
        await a.Client.SetUserBusinessAsync(ana, business);
        var held = new[] { await HoldAsync(a, ana, b, "ben"), await HoldAsync(b, "ben", a, ana) };
        var other = await HoldAsync(b, "ben", a, Unique("dora"));
        c.AnswerNotice = _ => Task.FromResult<IResult?>(Results.StatusCode(503));
        await Events().AddAsync(new StoredEvent(c.Name, EventStore.KeyOf(DateTimeOffset.UtcNow), Notice("contact.request", ("user", "carl"), ("fromPartner", a.Name), ("fromUser", ana))), None);
        a.Answer = b.Answer = _ => Results.StatusCode(503);
        var parked = new[] { a.Envelope(ana, b, "ben"), a.Envelope(ana, b, "ben"), b.Envelope("ben", a, ana) };
        Assert.Equal(SendStatus.Accepted, (await a.SendAsync(parked[0])).Status);
        Assert.Equal(SendStatus.Accepted, (await a.SendAsync(parked[1])).Status);
        Assert.Equal(SendStatus.Accepted, (await b.SendAsync(parked[2])).Status);
        await Eventually.TrueAsync(() => fixture.Parked(b.Name) == 2 && fixture.Parked(a.Name) == 1, "all are parked");
        byte[][] needles =
        [
            Bytes(ana), Bytes(serviceId.ToString()), name, picture, attachment,
            identity.PublicKey, upload.PreKeys[7].PublicKey, upload.KyberPreKeys[39].PublicKey,
            .. held.SelectMany(one => one.Envelope.Ciphertexts).Select(one => one.Content.ToArray()),
            .. parked.SelectMany(one => one.Ciphertexts).Select(one => one.Content),
        ];
        Assert.True((await FindAsync(needles)).Count > 8, "the walk finds what is there");

        var certificate = await a.Client.EraseUserAsync(ana);

        var check = new ErasureVerifier(await a.Client.GetRelayKeysAsync()).Check(certificate, new UserAddress(a.Name, ana));
        Assert.True(check.IsGood, $"{check.Fault}");
        Assert.Superset(new HashSet<string>(["routing", "devices", "keys", "links", "profile", "relations", "findability", "held", "media", "events", "key-history", "prekeys", "pending-links"]), new HashSet<string>(check.Erasure.Gone));
        Assert.All(check.Erasure.Until, rest => Assert.InRange(rest.By, certificate.ErasedAt, certificate.ErasedAt.AddDays(64)));
        // What waits in lanes has its turn to come; what a linked account's provider is told waits for it.
        Assert.All(await FindAsync(needles), place => Assert.True(place.StartsWith("parked/", StringComparison.Ordinal) || place.StartsWith($"events/{c.Name}/", StringComparison.Ordinal), place));
        foreach (var (head, envelope) in held)
            Assert.Equal((FinalState.Erased, null), (await _relay.EndAsync(head, envelope.Id) is { } end ? end.State : default, (await _relay.EndAsync(head, envelope.Id))?.Reason));
        Assert.Null(await _relay.EndAsync(other.Head, other.Envelope.Id));
        Assert.Equal("not-reachable", (await b.SendAsync(b.Envelope("ben", a, ana))).Problem!.Code);

        a.Answer = b.Answer = _ => null;
        c.AnswerNotice = _ => Task.FromResult<IResult?>(null);

        await Eventually.TrueAsync(async () => (await EndsAsync(a, b, parked)).Count == parked.Length, "what was parked has ended");
        Assert.All(await EndsAsync(a, b, parked), end => Assert.Equal(FinalState.Erased, end.State));
        await Eventually.TrueAsync(() => c.Notices.Any(notice => notice.Type == PartnerEventTypes.UserErased), "the linked account's provider is told");
        Assert.Equal(("carl", a.Name, ana), Facts(c.Notices.Single(notice => notice.Type == PartnerEventTypes.UserErased)));
        await Eventually.TrueAsync(async () => (await FindAsync(needles)).Count == 0, "no store has any trace");
        Assert.Empty((await Users.FindAsync(c.Name, "carl", None))!.Links);
        Assert.Empty(Table(StoreNames.FindingTable).Query<TableEntity>(row => row.RowKey == a.Name));
        var row = _keys.RowKeyOf(a.Name, ana);
        Assert.Equal([$"people/{a.Name}/{row}", $"people/~erased/{row}"], (await FindAsync([Bytes(row)])).Order());
        Assert.Empty(a.Received.Concat(b.Received));

        // Asked for again: the same erasure, another certificate of it.
        var again = await a.Client.EraseUserAsync(ana);
        Assert.Equal(certificate.ErasedAt, again.ErasedAt);
        Assert.NotEqual(certificate.Salt, again.Salt);
        Assert.Equal("ben", Assert.Single((await OperatorAsync(one => one.GetBusinessAsync(business)))!.Accounts).User);
    }

    [Fact]
    public async Task Erase_OneWithLinksThatAreNotMadeYet_RemovesThem_AndNobodyElses()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack, lanes: 1);
        await using var b = await TestPartner.StartAsync(fixture.Stack, lanes: 1);
        using var identity = new TestIdentity();
        foreach (var (partner, user) in new[] { (a, "ana"), (b, "ben"), (b, "dora") })
            await partner.Client.PutUserAsync(user, new Relay.Client.Accounts.UserRecord { OptedIn = true, Partners = [UserRecord.AllPartners], Devices = [new Relay.Client.Accounts.UserDevice(1, 4711)], IdentityKey = identity.PublicKey });
        await a.Client.AskLinkAsync("ana", new UserAddress(b.Name, "ben"));
        await b.Client.AskLinkAsync("ben", new UserAddress(a.Name, "ana"));
        var other = await b.Client.AskLinkAsync("dora", new UserAddress(b.Name, "ben"));

        await a.Client.EraseUserAsync("ana");

        var left = await new LinkStore(Table(StoreNames.LinksTable), new LinkKeys(_keys), _keys).PendingAsync(None).Where(link => link.Asker.Partner == a.Name || link.Asker.Partner == b.Name).ToListAsync();
        Assert.Equal(other.Link, Assert.Single(left).Id);
    }

    [Fact]
    public async Task Erase_ThenEnlistAnew_BeginsFromNothing_AndWhatWasAcceptedBeforeEndsAsErased()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack, lanes: 1);
        await using var b = await TestPartner.StartAsync(fixture.Stack, lanes: 1);
        var ben = Unique("ben");
        await a.OptInAsync("ana");
        await b.OptInAsync(ben);
        b.Answer = _ => Results.StatusCode(503);
        var before = a.Envelope("ana", b, ben);
        await a.SendAsync(before);
        await Eventually.TrueAsync(() => fixture.Parked(b.Name) == 1, "it is parked");
        var was = (await Users.FindAsync(b.Name, ben, None))!;

        await b.Client.EraseUserAsync(ben);
        Assert.Null(await b.Client.GetUserAsync(ben));
        await b.OptInAsync(ben);
        var after = a.Envelope("ana", b, ben);
        Assert.Equal(SendStatus.Accepted, (await a.SendAsync(after)).Status);
        b.Answer = _ => null;

        await Eventually.TrueAsync(() => b.Received.Count == 1, "what came after arrives");
        Assert.Equal(after.Id, b.Received[0].Id);
        await Eventually.TrueAsync(async () => (await Finals.ReadAsync(fixture, a.Name)).Count == 2, "both have ended");
        Assert.Equal(FinalState.Erased, (await Finals.ReadAsync(fixture, a.Name)).Single(end => end.Id == before.Id).State);
        var now = (await Users.FindAsync(b.Name, ben, None))!;
        Assert.NotEqual(was.ServiceId, now.ServiceId);
        Assert.Equal(["enlisted", "opted-in"], now.History.Select(change => change.What));
    }

    [Fact]
    public async Task Erase_OfAnUnknownUser_IsNotFound_AndOfANamesake_LeavesTheOther()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        await using var b = await TestPartner.StartAsync(fixture.Stack);
        var ana = Unique("ana");
        await b.OptInAsync(ana);

        var refused = await Assert.ThrowsAsync<RelayProblemException>(() => a.Client.EraseUserAsync(ana));

        Assert.Equal((404, "not-found"), (refused.Status, refused.Code));
        Assert.NotNull(await b.Client.GetUserAsync(ana));
    }

    [Fact]
    public async Task OptOut_OfTheRecipient_EndsWhatIsHeldAsNotReachable()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        await using var b = await TestPartner.StartAsync(fixture.Stack);
        var ben = Unique("ben");
        await b.OptInAsync(ben);
        var (head, envelope) = await HoldAsync(a, "ana", b, ben);
        var other = await HoldAsync(a, "ana", b, Unique("dora"));

        await b.Client.PutUserAsync(ben, new Client.Accounts.UserRecord { OptedIn = false });

        Assert.Equal((FinalState.Refused, "not-reachable"), ((await _relay.EndAsync(head, envelope.Id))!.Value.State, (await _relay.EndAsync(head, envelope.Id))!.Value.Reason));
        Assert.Equal(other.Envelope.Id, Assert.Single(await _relay.OfAsync(b)).Id);
    }

    // A handle by its call; a link, whose signatures other tests make, and a block as they are stored. Gives the service id.
    private async Task<Guid> EquipAsync(TestPartner partner, string user, TestPartner linked)
    {
        var (ana, carl) = (new Address(partner.Name, user), new Address(linked.Name, "carl"));
        var call = await partner.CallAsync(fixture.Stack, HttpMethod.Put, $"/v1/users/{user}/identifiers/handle", new { value = user[..20], partners = new[] { "*" } });
        Assert.Equal(200, call.Status);
        Assert.Single(Table(StoreNames.FindingTable).Query<TableEntity>(row => row.RowKey == partner.Name));
        var link = Guid.NewGuid();
        await Users.ChangeAsync(carl, record => record! with { Links = [Link(link, ana)] }, None);
        var (_, after) = await Users.ChangeAsync(
            ana,
            record => record! with
            {
                Links = [Link(link, carl)],
                Relations = record.Relations.With(RelationKind.BlockedUser, _keys.Relation(ana, new Address(linked.Name, "dora")), DateTimeOffset.UtcNow),
            },
            None);
        return after!.ServiceId;
    }

    private static UserLink Link(Guid id, Address other) => new(id, other, new byte[33], new byte[64], new byte[64], DateTimeOffset.UtcNow);

    private async Task<string> NameAsync(TestPartner partner, string user, TestPartner other)
    {
        var name = Unique("bakery");
        await OperatorAsync(one => one.PutBusinessAsync(name, new Business
        {
            DisplayName = "Bakery",
            Accounts = [new BusinessAccount(partner.Name, user, true), new BusinessAccount(other.Name, "ben", false)],
            Verified = new BusinessVerification("Chamber of commerce", DateTimeOffset.UtcNow, "HRB 4711"),
        }));
        return name;
    }

    private async Task<T> OperatorAsync<T>(Func<RelayClient, Task<T>> call)
    {
        using var key = fixture.Stack.Identity.OperatorKey();
        using var client = new RelayClient(new RelayClientOptions { Address = fixture.Stack.Address, Authority = fixture.Stack.Authority, Key = key });
        return await call(client);
    }

    private static async Task<Guid> UploadAsync(TestPartner partner, string user, byte[] ciphertext)
    {
        using var stream = new MemoryStream(ciphertext);
        return (await partner.Client.UploadMediaAsync(stream, [partner.Name], user)).Id;
    }

    private async Task<(PackedHead Head, PackedEnvelope Envelope)> HoldAsync(TestPartner from, string sender, TestPartner to, string user)
    {
        var now = DateTimeOffset.FromUnixTimeMilliseconds(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
        var (head, envelope) = HeldSamples.Create(to.Name, from.Name, user, acceptedAt: now, fromUser: sender);
        await _relay.Store.HoldAsync(head, envelope, HeldReason.Rejected, 3, None);
        return (head, envelope);
    }

    private async Task<List<FinalEntry>> EndsAsync(TestPartner a, TestPartner b, OutgoingEnvelope[] sent) =>
        [.. (await Finals.ReadAsync(fixture, a.Name)).Concat(await Finals.ReadAsync(fixture, b.Name)).Where(end => sent.Any(envelope => envelope.Id == end.Id))];

    private Task<IReadOnlyList<string>> FindAsync(params byte[][] needles) => StoreWalk.FindAsync(fixture.Stack.Azurite.ConnectionString, needles);

    private EventStore Events() => new(Table(StoreNames.EventsTable));

    private TableClient Table(string name) => new(fixture.Stack.Azurite.ConnectionString, name);

    private static (string User, string Partner, string Other) Facts(RelayNotice notice) => (notice.Facts!["user"], notice.Facts["partner"], notice.Facts["other"]);

    private static string Notice(string type, params (string Name, string Value)[] facts) => System.Text.Json.JsonSerializer.Serialize(
        new { type, at = DateTimeOffset.UtcNow, facts = facts.ToDictionary(fact => fact.Name, fact => fact.Value) });

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string Unique(string name) => $"{name}-{Guid.NewGuid():N}";
}
