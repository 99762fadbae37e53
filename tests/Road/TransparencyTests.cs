using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Azure.Data.Tables;
using Relay.Client;
using Relay.Client.Accounts;
using Relay.Client.Envelopes;
using Relay.Client.Transparency;
using Relay.Client.Webhooks;
using Relay.Functions.People;
using Relay.Functions.Storage;
using Relay.Functions.Transparency;
using Relay.Road.Tests.Fixtures;
using Relay.Signatures;
using UserDevice = Relay.Client.Accounts.UserDevice;
using UserRecord = Relay.Client.Accounts.UserRecord;

namespace Relay.Road.Tests;

/// <summary>The log of keys over the real stack: what partners are told, what they read, and that it holds together.</summary>
[Collection(SharedStack.Name)]
public sealed class TransparencyTests(StackFixture fixture)
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Versions_OfAUser_AreToldAndLoggedAndProvenToItsPartner()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack, events: true);
        var ana = $"ana-{Guid.NewGuid():N}";
        byte[] key = [5, .. new byte[32]];
        await a.Client.PutUserAsync(ana, Record(new UserDevice(1, 4711)));
        await a.Client.PutUserAsync(ana, Record(new UserDevice(1, 4711)));
        await a.Client.PutUserAsync(ana, Record(new UserDevice(1, 4711), new UserDevice(2, 4712)));
        await a.Client.PutUserAsync(ana, Record(new UserDevice(2, 4712)) with { IdentityKey = key });

        var page = await a.Client.GetKeyLogAsync(ana);

        Assert.Equal([1, 2, 3], page.Entries.Select(entry => entry.Version));
        Assert.Equal(key, page.Entries[2].IdentityKey);
        Assert.Equal([new UserDevice(2, 4712)], page.Entries[2].Devices);
        var heads = new TreeHeadVerifier(await a.Client.GetRelayKeysAsync());
        Assert.Equal((KeyLogFault.None, 0), new OwnKeyLogVerifier(heads).Check(new UserAddress(a.Name, ana), page, _ => null));
        Assert.Equal([3], (await a.Client.GetKeyLogAsync(ana, 3)).Entries.Select(entry => entry.Version));
        await Eventually.TrueAsync(() => Changes(a, ana).Count >= 3, "all versions are told");
        Assert.Equal(
            page.Entries.Select(entry => (entry.Version.ToString(CultureInfo.InvariantCulture), entry.Index.ToString(CultureInfo.InvariantCulture), Convert.ToBase64String(entry.Commitment))),
            Changes(a, ana).Select(notice => (notice.Facts!["version"], notice.Facts["index"], notice.Facts["commitment"])));
    }

    [Fact]
    public async Task Heads_AsTheLogGrows_AreOfOneLogForAllPartners()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        await using var b = await TestPartner.StartAsync(fixture.Stack);
        var heads = new TreeHeadVerifier(await a.Client.GetRelayKeysAsync());
        using var memory = new HeadMemory(heads, a.Client.GetConsistencyAsync);
        for (var i = 0; i < 5; i++)
        {
            await a.OptInAsync($"u{i}-{Guid.NewGuid():N}");
            Assert.True((await memory.SeeAsync(await a.Client.GetTreeHeadAsync(cancellation: None))).IsGood);
        }

        await b.OptInAsync($"v-{Guid.NewGuid():N}");
        var theirs = await b.Client.GetTreeHeadAsync(cancellation: None);
        Assert.True((await new HeadExchange(heads, a.Client.GetConsistencyAsync).CompareAsync(memory.Newest!, theirs)).IsGood);
        var old = heads.Check(memory.Newest!).Head!;
        Assert.Equal(memory.Newest, await b.Client.GetTreeHeadAsync(old.Size));
    }

    [Theory]
    [InlineData("/v1/transparency/head?size=x", 400, "size")]
    [InlineData("/v1/transparency/head?size=999999999", 404, null)]
    [InlineData("/v1/transparency/consistency", 400, "from")]
    [InlineData("/v1/transparency/consistency?from=-1", 400, "from")]
    [InlineData("/v1/transparency/consistency?from=1&to=0", 400, "from")]
    [InlineData("/v1/transparency/consistency?from=1&to=999999999", 400, "to")]
    [InlineData("/v1/transparency/consistency?from=0&to=x", 400, "to")]
    [InlineData("/v1/users/nobody/keys/log?from=0", 400, "from")]
    [InlineData("/v1/users/nobody/keys/log?from=3000000000", 400, "from")]
    [InlineData("/v1/users/a%20b/keys/log", 400, "user")]
    [InlineData("/v1/users/nobody/keys/log", 404, null)]
    public async Task Call_ThatIsNotRight_IsRefused(string path, int status, string? field)
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        var parts = path.Split('?');
        var (answered, problem) = await GetAsync(a, parts[0], parts.Length == 2 ? "?" + parts[1] : "");
        Assert.Equal(status, answered);
        Assert.Equal(field, (string?)problem["field"]);
    }

    [Fact]
    public async Task KeyLog_OfAnotherPartnersUser_IsNotFound()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        await using var b = await TestPartner.StartAsync(fixture.Stack);
        var ana = $"ana-{Guid.NewGuid():N}";
        await a.OptInAsync(ana);
        Assert.Equal(404, (await Assert.ThrowsAsync<RelayProblemException>(() => b.Client.GetKeyLogAsync(ana))).Status);
    }

    [Fact]
    public async Task Erase_LeavesNothingOfTheUserInTheLog_ButCommitments()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        var ana = $"ana-{Guid.NewGuid():N}";
        await a.OptInAsync(ana);
        var before = (await a.Client.GetKeyLogAsync(ana)).Entries.Single();
        var record = await new UserStore(Table(StoreNames.PeopleTable), Keys.Of(fixture.Stack)).FindAsync(a.Name, ana, None);
        var partition = KeyHistory.PartitionOf(record!.KeyState!.Salt);
        Assert.Single(Table(StoreNames.KeyLogTable).Query<TableEntity>(row => row.PartitionKey == partition));

        await a.Client.EraseUserAsync(ana);

        Assert.Empty(Table(StoreNames.KeyLogTable).Query<TableEntity>(row => row.PartitionKey == partition));
        Assert.Equal([$"keylog/log/e{Convert.ToHexString(before.Commitment)}"], await StoreWalk.FindAsync(
            fixture.Stack.Azurite.ConnectionString,
            [Encoding.UTF8.GetBytes(ana), record.KeyState.Salt, before.Opening, Encoding.UTF8.GetBytes(Convert.ToHexString(before.Commitment)), Encoding.UTF8.GetBytes(before.ServiceId.ToString())]));
        await a.OptInAsync(ana);
        Assert.Equal(1, Assert.Single((await a.Client.GetKeyLogAsync(ana)).Entries).Version);
    }

    private TableClient Table(string name) => new(fixture.Stack.Azurite.ConnectionString, name);

    private static UserRecord Record(params UserDevice[] devices) => new() { OptedIn = true, Partners = [UserRecord.AllPartners], Devices = devices };

    private static List<RelayNotice> Changes(TestPartner partner, string user) =>
        [.. partner.KeyNotices.Where(notice => notice.Facts!["user"] == user)];

    private async Task<(int Status, JsonNode Problem)> GetAsync(TestPartner partner, string path, string query)
    {
        var signature = new MessageSigner(partner.Key, SignatureTags.Request, TimeProvider.System).Sign(new SignedRequestLine("GET", fixture.Stack.Authority, path, query), []);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(fixture.Stack.Address, path + query)) { Content = new ByteArrayContent([]) };
        request.Headers.TryAddWithoutValidation("Content-Digest", signature.ContentDigest);
        request.Headers.TryAddWithoutValidation("Signature-Input", signature.SignatureInput);
        request.Headers.TryAddWithoutValidation("Signature", signature.Signature);
        var (status, body, _) = await RawCall.SendAsync(request);
        return (status, JsonNode.Parse(body)!);
    }
}
