using System.Security.Cryptography;
using System.Text;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Microsoft.AspNetCore.Http;
using Relay.Client;
using Relay.Client.Accounts;
using Relay.Client.Envelopes;
using Relay.Client.Profiles;
using Relay.Functions.Storage;
using Relay.Identities;
using Relay.Road.Tests.Fixtures;

namespace Relay.Road.Tests;

/// <summary>
/// What is kept, where and how long, as SECURITY.md says it: looked for in every table and blob and in all that the program has
/// printed, after a run in which much happened and much went wrong.
/// </summary>
public sealed class RetentionTests(TalkativeFixture fixture) : IClassFixture<TalkativeFixture>
{
    private static readonly TimeSpan AfterEverything = TimeSpan.FromDays(120);

    [Fact]
    public async Task Run_WithEverything_KeepsNamesOnlyWhereThePageSays_AndNothingAfterTheirTime()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack, lanes: 1);
        await using var b = await TestPartner.StartAsync(fixture.Stack, lanes: 1, events: true);
        var (ana, ben, handle) = (Unique("ana"), Unique("ben"), Unique("handle")[..24]);
        using var identity = new TestIdentity();
        b.AnswerNotice = _ => Task.FromResult<IResult?>(Results.StatusCode(503));
        var (sent, keys, media) = await LiveAsync(a, ana, b, ben, handle, identity);
        await GoWrongAsync(a, ana, b, ben);

        // The user's own provider is to be told: this is the one place where names wait in the clear, and the page says so.
        byte[][] names = [Bytes(ana), Bytes(ben), Bytes(handle)];
        Assert.All(await FindAsync(names), place => Assert.StartsWith($"events/{b.Name}/", place, StringComparison.Ordinal));
        Assert.All(await FindAsync([.. sent.Select(one => one.Ciphertexts[0].Content)]), Assert.Fail);
        Assert.NotEmpty(await FindAsync([media]));
        b.AnswerNotice = _ => Task.FromResult<IResult?>(null);
        await Eventually.TrueAsync(async () => (await FindAsync(names)).Count == 0, "what a provider has been told is gone");

        var printed = string.Join('\n', fixture.ProgramOutput);
        Assert.True(printed.Length > 1000, "the program logs");
        string[] never =
        [
            ana, ben, handle, .. keys.Select(Convert.ToBase64String), .. sent.Select(one => Convert.ToBase64String(one.Ciphertexts[0].Content.AsSpan(0, 30))),
            .. Secrets(), CallsFixture.Secret,
        ];
        Assert.All(never, secret => Assert.DoesNotContain(secret, printed, StringComparison.OrdinalIgnoreCase));

        await using var later = new LaterRelay(fixture.Stack, AfterEverything);
        await later.SweepAsync();
        Assert.All(await KeptAsync(), Assert.Fail);
    }

    private async Task<(OutgoingEnvelope[] Sent, byte[][] Keys, byte[] Media)> LiveAsync(TestPartner a, string ana, TestPartner b, string ben, string handle, TestIdentity identity)
    {
        foreach (var (partner, user) in new[] { (a, ana), (b, ben) })
        {
            var record = new UserRecord { OptedIn = true, Partners = [UserRecord.AllPartners], Devices = [new UserDevice(1, 4711)], IdentityKey = identity.PublicKey };
            await partner.Client.PutUserAsync(user, record);
        }

        var upload = DeviceKeySamples.Upload(identity, 5);
        await b.Client.PutKeysAsync(ben, 1, upload);
        var media = RandomNumberGenerator.GetBytes(900);
        using (var stream = new MemoryStream(media))
            await a.Client.UploadMediaAsync(stream, [b.Name], ana);
        await a.Client.PutProfileAsync(ana, new EncryptedProfile(new string('b', 64), RandomNumberGenerator.GetBytes(81)));
        Assert.Equal(200, (await a.CallAsync(fixture.Stack, HttpMethod.Put, $"/v1/users/{ana}/identifiers/handle", new { value = handle, partners = new[] { "*" } })).Status);
        await b.Client.AskLinkAsync(ben, new UserAddress(a.Name, ana));
        await a.Client.AskLinkAsync(ana, new UserAddress(b.Name, ben));
        Assert.Equal(200, (await a.CallAsync(fixture.Stack, HttpMethod.Get, "/v1/calls/relays")).Status);
        OutgoingEnvelope[] sent = [a.Envelope(ana, b, ben), b.Envelope(ben, a, ana), a.Envelope(ana, b, ben, deliveryClass: DeliveryClass.Ephemeral), a.Envelope(ana, b, ben, deliveryClass: DeliveryClass.Urgent)];
        foreach (var envelope in sent)
            Assert.Equal(SendStatus.Accepted, (await (envelope.From.Partner == a.Name ? a : b).SendAsync(envelope)).Status);
        await Eventually.TrueAsync(() => a.Received.Count == 1 && b.Received.Count == 3, "all are delivered");
        return (sent, [upload.PreKeys[2].PublicKey, upload.KyberPreKeys[3].PublicKey], media);
    }

    // Every kind of fault that a caller, a provider or a store can make, with names in it.
    private async Task GoWrongAsync(TestPartner a, string ana, TestPartner b, string ben)
    {
        Assert.Equal("not-reachable", (await a.SendAsync(a.Envelope(ana, b, ana + ben))).Problem!.Code);
        foreach (var (method, path, body) in new (HttpMethod, string, object?)[]
        {
            (HttpMethod.Post, "/v1/envelopes", new { envelopes = new[] { new { id = ana, from = ben } } }),
            (HttpMethod.Put, $"/v1/users/{ana}", new { optedIn = ben }),
            (HttpMethod.Get, $"/v1/users/{ana}{ben}", null),
            (HttpMethod.Put, $"/v1/users/{ana}/identifiers/{ben}", new { value = ana }),
            (HttpMethod.Post, $"/v1/users/{ana}/links", new { partner = ben, user = ana }),
            (HttpMethod.Delete, $"/v1/users/{ana}%00", null),
        })
        {
            var call = await a.CallAsync(fixture.Stack, method, path, body);
            Assert.InRange(call.Status, 400, 499);
            Assert.DoesNotContain(ana, call.Body, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(ben, call.Body, StringComparison.OrdinalIgnoreCase);
        }

        using (var http = new HttpClient())
            Assert.Equal(401, (int)(await http.GetAsync(new Uri(fixture.Stack.Address, $"/v1/users/{ana}"))).StatusCode);

        b.Answer = _ => Results.StatusCode(500);
        var late = a.Envelope(ana, b, ben);
        Assert.Equal(SendStatus.Accepted, (await a.SendAsync(late)).Status);
        await Eventually.TrueAsync(() => fixture.Parked(b.Name) == 1, "it is parked");
        await fixture.Stack.StopStorageAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => a.Client.PutUserAsync(ana, new UserRecord { OptedIn = false }));
        await fixture.Stack.StartStorageAsync();
        b.Answer = _ => null;
        await Eventually.TrueAsync(() => b.Received.Any(one => one.Id == late.Id), "it is delivered when all are back");
        await Eventually.TrueAsync(() => fixture.Parked(b.Name) == 0, "nothing is parked any more");
    }

    private IEnumerable<string> Secrets()
    {
        var settings = fixture.Stack.Settings;
        yield return settings["Relay__AddressKey"];
        yield return settings["Relay__SigningKeys__0__Pem"].Split('\n')[1];
        yield return Part(settings["RelayStorage"], "AccountKey=");
        yield return Part(settings["ServiceBusConnection"], "SharedAccessKey=");
        yield return "sig="; // of grants for media
    }

    private static string Part(string connection, string name) =>
        connection.Split(';').Single(part => part.StartsWith(name, StringComparison.Ordinal))[name.Length..];

    // What SECURITY.md gives a time that is over, and is there all the same.
    private async Task<List<string>> KeptAsync()
    {
        var kept = new List<string>();
        foreach (var name in new[] { StoreNames.LedgerTable, StoreNames.NoncesTable, StoreNames.EventsTable, StoreNames.MediaTable, StoreNames.LinksTable, StoreNames.BudgetsTable, StoreNames.HeldTable, StoreNames.RoomsTable, StoreNames.LanesTable })
        {
            await foreach (var row in new TableClient(fixture.Stack.Azurite.ConnectionString, name).QueryAsync<TableEntity>())
            {
                // How far a provider's receipts have come is not dated, and names nobody.
                if (row.RowKey != "!cursor")
                    kept.Add($"{name}/{row.PartitionKey}/{row.RowKey}");
            }
        }

        foreach (var name in StoreNames.Containers)
        {
            await foreach (var blob in new BlobContainerClient(fixture.Stack.Azurite.ConnectionString, name).GetBlobsAsync())
                kept.Add($"{name}/{blob.Name}");
        }

        return kept;
    }

    private Task<IReadOnlyList<string>> FindAsync(params byte[][] needles) => StoreWalk.FindAsync(fixture.Stack.Azurite.ConnectionString, needles);

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string Unique(string name) => $"{name}-{Guid.NewGuid():N}";
}
