using System.Security.Cryptography;
using System.Text.Json;
using Relay.Client;
using Relay.Client.Businesses;
using Relay.Client.Envelopes;
using Relay.Client.Profiles;
using Relay.Functions.People;
using Relay.Functions.Storage;
using Relay.Road.Tests.Fixtures;

namespace Relay.Road.Tests;

/// <summary>Encrypted profiles for those who may write to their users, and verified businesses that both sides name.</summary>
[Collection(SharedStack.Name)]
public sealed class ProfilesAndBusinessesTests(StackFixture fixture)
{
    private static readonly string Version = new('a', 64);

    [Fact]
    public async Task Profile_WithItsVersion_IsReadByOneWhoMayWrite_PictureAndAll()
    {
        await using var a = await StartAsync("ana");
        await using var b = await StartAsync("ben");
        var (name, about, picture) = (RandomNumberGenerator.GetBytes(81), RandomNumberGenerator.GetBytes(156), RandomNumberGenerator.GetBytes(3000));
        var media = await a.Client.UploadMediaAsync(picture, [a.Name]);

        await a.Client.PutProfileAsync("ana", new EncryptedProfile(Version, name, about, media.Id));
        var read = await b.Client.ReadProfileAsync("ben", new UserAddress(a.Name, "ana"), Version);

        Assert.Equal((Version, media.Id), (read.Version, read.Picture));
        Assert.Equal(name, read.Name);
        Assert.Equal(about, read.About);
        Assert.Equal(picture, await b.Client.DownloadPictureAsync(read, 10_000));
    }

    [Fact]
    public async Task Profile_Changed_RemovesThePictureBefore_AndIsNotThereUnderTheOldVersion()
    {
        await using var a = await StartAsync("ana");
        await using var b = await StartAsync("ben");
        var first = await a.Client.UploadMediaAsync(RandomNumberGenerator.GetBytes(100), [a.Name]);
        var second = await a.Client.UploadMediaAsync(RandomNumberGenerator.GetBytes(100), [a.Name]);
        await a.Client.PutProfileAsync("ana", new EncryptedProfile(Version, new byte[81], Picture: first.Id));

        await a.Client.PutProfileAsync("ana", new EncryptedProfile(new string('b', 64), new byte[285], Picture: second.Id));

        Assert.Equal((404, "profile-changed"), await RefusedAsync(b.Client.ReadProfileAsync("ben", new UserAddress(a.Name, "ana"), Version)));
        Assert.Equal(second.Id, (await b.Client.ReadProfileAsync("ben", new UserAddress(a.Name, "ana"), new string('b', 64))).Picture);
        Assert.False(await IsThereAsync(first.Id));
        Assert.True(await IsThereAsync(second.Id));

        await a.Client.DeleteProfileAsync("ana");
        await a.Client.DeleteProfileAsync("ana");
        Assert.False(await IsThereAsync(second.Id));
        Assert.Equal((404, "profile-changed"), await RefusedAsync(b.Client.ReadProfileAsync("ben", new UserAddress(a.Name, "ana"), new string('b', 64))));
    }

    [Fact]
    public async Task Profile_ForThoseWhoMayNotWrite_HasOneAnswerByteForByte()
    {
        await using var a = await StartAsync("ana", "left", "elsewhere", "blocker");
        await using var b = await StartAsync("ben");
        foreach (var user in new[] { "left", "elsewhere", "blocker" })
            await a.Client.PutProfileAsync(user, new EncryptedProfile(Version, new byte[81]));
        await a.Client.PutUserAsync("left", new Client.Accounts.UserRecord { OptedIn = false });
        await a.OptInAsync("elsewhere", "another-network");
        await BlockAsync(new Address(a.Name, "blocker"), new Address(b.Name, "ben"));

        var answers = new List<string>();
        foreach (var (partner, user) in new[] { (a.Name, "unknown"), (a.Name, "left"), (a.Name, "elsewhere"), (a.Name, "blocker"), ("no-such-partner", "ana") })
            answers.Add(await ReadAsync(b, "ben", partner, user));
        answers.Add(await ReadAsync(b, "not-enlisted", a.Name, "ana"));

        Assert.StartsWith("403 ", answers[0], StringComparison.Ordinal);
        Assert.Contains("not-reachable", answers[0], StringComparison.Ordinal);
        Assert.Single(answers.Distinct());
    }

    [Fact]
    public async Task Picture_ThatIsNotTheUsersCompletedMedia_IsRefused()
    {
        await using var a = await StartAsync("ana", "dora");
        await using var b = await StartAsync("ben");
        var foreign = await b.Client.UploadMediaAsync(new byte[10], [a.Name]);
        using var content = new MemoryStream(new byte[10]);
        var doras = await a.Client.UploadMediaAsync(content, [a.Name], "dora");

        foreach (var picture in new[] { foreign.Id, doras.Id, Guid.CreateVersion7() })
            Assert.Equal((409, "picture-missing"), await RefusedAsync(a.Client.PutProfileAsync("ana", new EncryptedProfile(Version, new byte[81], Picture: picture))));
        Assert.Equal((404, "not-found"), await RefusedAsync(a.Client.PutProfileAsync("unknown", new EncryptedProfile(Version, new byte[81]))));
        Assert.Equal((400, "malformed"), await RefusedAsync(a.Client.UploadMediaAsync(new MemoryStream(new byte[10]), [a.Name], "unknown")));
    }

    [Fact]
    public async Task Business_ShowsTheAccountsThatBothSidesName()
    {
        await using var a = await StartAsync("bakery", "other");
        await using var b = await StartAsync("bakery");
        var name = "bakery-" + Guid.NewGuid().ToString("N");
        using var operators = Operators();
        var business = new Business
        {
            DisplayName = "Bakery",
            About = "Bread since 1890.",
            Website = new Uri("https://bakery.example/"),
            Accounts = [new BusinessAccount(a.Name, "bakery", true), new BusinessAccount(b.Name, "bakery", false), new BusinessAccount(a.Name, "other", false)],
            Verified = new BusinessVerification("Chamber of commerce", new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero), "HRB 4711"),
        };

        Assert.Equal(3, (await operators.PutBusinessAsync(name, business)).Accounts.Count);
        Assert.Empty((await b.Client.GetBusinessAsync(name))!.Accounts);
        await a.Client.SetUserBusinessAsync("bakery", name);
        await a.Client.SetUserBusinessAsync("other", "another-business");

        var shown = (await b.Client.GetBusinessAsync(name))!;
        Assert.Equal(("Bakery", "Bread since 1890.", business.Website, business.Verified), (shown.DisplayName, shown.About, shown.Website, shown.Verified));
        Assert.Equal([business.Accounts[0]], shown.Accounts);

        await a.Client.SetUserBusinessAsync("bakery", null);
        Assert.Empty((await b.Client.GetBusinessAsync(name))!.Accounts);
        await operators.DeleteBusinessAsync(name);
        Assert.Null(await b.Client.GetBusinessAsync(name));
        Assert.Equal(["business-joined", "business-left"], (await Users().FindAsync(a.Name, "bakery", default))!.History.Select(change => change.What).TakeLast(2));
    }

    [Fact]
    public async Task Business_OfAPartner_OrOfAnUnknownUser_IsRefused()
    {
        await using var a = await StartAsync("ana");
        var business = new Business { DisplayName = "Bakery", Accounts = [new BusinessAccount(a.Name, "ana", true)], Verified = new BusinessVerification("me", DateTimeOffset.UtcNow, "1") };

        Assert.Equal((401, "signature-invalid"), await RefusedAsync(a.Client.PutBusinessAsync("bakery", business)));
        Assert.Equal((401, "signature-invalid"), await RefusedAsync(a.Client.DeleteBusinessAsync("bakery")));
        Assert.Equal((404, "not-found"), await RefusedAsync(a.Client.SetUserBusinessAsync("unknown", "bakery")));
    }

    private async Task<TestPartner> StartAsync(params string[] users)
    {
        var partner = await TestPartner.StartAsync(fixture.Stack);
        foreach (var user in users)
            await partner.OptInAsync(user);
        return partner;
    }

    private async Task<string> ReadAsync(TestPartner partner, string from, string owner, string user)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new { from, to = new { partner = owner, user }, version = Version });
        using var request = RawCall.Signed(fixture.Stack, partner.Key, HttpMethod.Post, "/v1/profiles", body);
        var (status, answer, _) = await RawCall.SendAsync(request);
        return $"{status} {answer}";
    }

    private static async Task<(int? Status, string Code)> RefusedAsync(Task call)
    {
        var refused = await Assert.ThrowsAsync<RelayProblemException>(() => call);
        return (refused.Status, refused.Code);
    }

    private Task BlockAsync(Address owner, Address other)
    {
        var keys = Keys.Of(fixture.Stack);
        return Users().ChangeAsync(
            owner, record => record! with { Relations = record.Relations.With(RelationKind.BlockedUser, keys.Relation(owner, other), DateTimeOffset.UtcNow) }, default);
    }

    private Task<bool> IsThereAsync(Guid media) =>
        Task.Run(async () => (await new Azure.Storage.Blobs.BlobContainerClient(fixture.Stack.Azurite.ConnectionString, StoreNames.MediaContainer).GetBlobClient(media.ToString("N")).ExistsAsync()).Value);

    private UserStore Users() => new(new Azure.Data.Tables.TableClient(fixture.Stack.Azurite.ConnectionString, StoreNames.PeopleTable), Keys.Of(fixture.Stack));

    private RelayClient Operators() => new(new RelayClientOptions { Address = fixture.Stack.Address, Authority = fixture.Stack.Authority, Key = fixture.Stack.Identity.OperatorKey() });
}
