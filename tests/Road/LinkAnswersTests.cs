using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Azure.Data.Tables;
using Microsoft.Extensions.Options;
using Relay.Client.Accounts;
using Relay.Functions.Hosting;
using Relay.Functions.Links;
using Relay.Functions.People;
using Relay.Functions.Storage;
using Relay.Identities;
using Relay.Road.Tests.Fixtures;
using UserDevice = Relay.Client.Accounts.UserDevice;
using UserRecord = Relay.Client.Accounts.UserRecord;

namespace Relay.Road.Tests;

/// <summary>What calls about links and recipients answer, and that no answer tells who exists.</summary>
[Collection(SharedStack.Name)]
public sealed partial class LinkAnswersTests(StackFixture fixture)
{
    private static readonly string Some64 = Convert.ToBase64String(new byte[64]);

    [Fact]
    public async Task Ask_OpenClosedOrUnknown_GetsOneAnswer()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        await using var b = await TestPartner.StartAsync(fixture.Stack, events: true);
        await EnlistAsync(a, "ana");
        await EnlistAsync(b, "open");
        await EnlistAsync(b, "out", optedIn: false);
        await b.OptInAsync("keyless");

        var answers = new List<string>();
        foreach (var (partner, user) in new[] { (b.Name, "open"), (b.Name, "out"), (b.Name, "keyless"), (b.Name, "unknown"), ("no-such-partner", "ben") })
        {
            var (status, body) = await CallAsync(a, HttpMethod.Post, "/v1/users/ana/links", $$"""{"partner":"{{partner}}","user":"{{user}}"}""");
            answers.Add($"{status} {Variable().Replace(body, "")}");
        }

        Assert.Equal("202 {\"link\":,\"expiresAt\":}", Assert.Single(answers.Distinct()));
        await Eventually.TrueAsync(() => b.Notices.Count > 0, "the open one is told");
        Assert.Equal("open", Assert.Single(b.Notices).Facts!["user"]);
    }

    [Fact]
    public async Task Recipients_ClosedOrUnknown_GetsOneAnswerByteForByte()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        await using var b = await TestPartner.StartAsync(fixture.Stack);
        await EnlistAsync(a, "ana");
        await EnlistAsync(b, "out", optedIn: false);
        await b.OptInAsync("elsewhere", "another-network");

        var answers = new List<string>();
        foreach (var (from, partner, user) in new[]
                 {
                     ("ana", b.Name, "out"), ("ana", b.Name, "elsewhere"), ("ana", b.Name, "unknown"), ("ana", "no-such-partner", "ben"), ("nobody", b.Name, "unknown"),
                 })
        {
            var (status, body) = await CallAsync(a, HttpMethod.Post, "/v1/recipients", $$$"""{"from":"{{{from}}}","to":{"partner":"{{{partner}}}","user":"{{{user}}}"}}""");
            answers.Add($"{status} {body}");
        }

        Assert.StartsWith("403 ", Assert.Single(answers.Distinct()));
        Assert.Contains("not-reachable", answers[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("POST", "/v1/users/ana/links", "{}", "partner")]
    [InlineData("POST", "/v1/users/ana/links", """{"partner":"B","user":"ben"}""", "partner")]
    [InlineData("POST", "/v1/users/ana/links", """{"partner":"bb","user":"b n"}""", "user")]
    [InlineData("POST", "/v1/users/ana/links", """{"partner":"SELF","user":"ana"}""", "user")]
    [InlineData("POST", "/v1/users/ana/links", """{"partner":"bb","user":"ben","more":1}""", "more")]
    [InlineData("POST", "/v1/users/ana/links", "[]", "body")]
    [InlineData("POST", "/v1/users/ana/links/LINK/code", "{}", "code")]
    [InlineData("POST", "/v1/users/ana/links/LINK/code", """{"code":"1234567"}""", "code")]
    [InlineData("POST", "/v1/users/ana/links/LINK/code", """{"code":12345678}""", "code")]
    [InlineData("PUT", "/v1/users/ana/links/LINK/signature", "{}", "signature")]
    [InlineData("PUT", "/v1/users/ana/links/LINK/signature", """{"signature":"AQID"}""", "signature")]
    [InlineData("PUT", "/v1/users/ana/links/LINK/signature", """{"signature":"%"}""", "signature")]
    [InlineData("DELETE", "/v1/users/ana/links/B/ben", "", "partner")]
    [InlineData("POST", "/v1/recipients", "{}", "from")]
    [InlineData("POST", "/v1/recipients", """{"from":"ana"}""", "to.partner")]
    [InlineData("POST", "/v1/recipients", """{"from":"ana","to":{"partner":"bb","user":""}}""", "to.user")]
    public async Task Call_ThatBreaksARule_IsToldTheMember(string method, string path, string body, string field)
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        await EnlistAsync(a, "ana");

        var (status, answer) = await CallAsync(a, new HttpMethod(method), path.Replace("LINK", Guid.NewGuid().ToString(), StringComparison.Ordinal), body.Replace("SELF", a.Name, StringComparison.Ordinal));

        using var problem = JsonDocument.Parse(answer);
        Assert.Equal((400, "malformed", field), (status, problem.RootElement.GetProperty("code").GetString(), problem.RootElement.GetProperty("field").GetString()));
    }

    [Fact]
    public async Task Calls_AboutNothing_AreAnsweredAsDocumented()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        await EnlistAsync(a, "ana");
        var link = Guid.NewGuid();

        Assert.Equal((403, "link-code-wrong"), await CodeAsync(a, HttpMethod.Post, $"/v1/users/ana/links/{link}/code", """{"code":"12345678"}"""));
        Assert.Equal((404, "not-found"), await CodeAsync(a, HttpMethod.Put, $"/v1/users/ana/links/{link}/signature", $$"""{"signature":"{{Some64}}"}"""));
        Assert.Equal((409, "not-opted-in"), await CodeAsync(a, HttpMethod.Post, "/v1/users/nobody/links", """{"partner":"bb","user":"ben"}"""));
        Assert.Equal((404, "not-found"), await CodeAsync(a, HttpMethod.Get, "/v1/users/nobody/links", ""));
        Assert.Equal((204, ""), await CallAsync(a, HttpMethod.Delete, "/v1/users/ana/links/bb/ben", ""));
        Assert.Equal((200, """{"links":[]}"""), await CallAsync(a, HttpMethod.Get, "/v1/users/ana/links", ""));
    }

    [Fact]
    public async Task Sweep_RemovesWhatIsOfNoUseAndNothingElse()
    {
        var keys = new AddressKeys(Options.Create(new RelayOptions { AddressKey = Convert.ToBase64String(new byte[32]) }));
        var store = new LinkStore(new TableClient(fixture.Stack.Azurite.ConnectionString, StoreNames.LinksTable), new LinkKeys(keys), keys);
        var (ana, other) = (new Address("aa", $"u{Guid.NewGuid():N}"), new Address("bb", "ana"));
        var now = DateTimeOffset.UtcNow;
        var old = new PendingLink(Guid.NewGuid(), ana, other, [1], [2], [3], now.AddHours(-1), now.AddSeconds(-1)) { Tries = 2 };
        var fresh = old with { Id = Guid.NewGuid(), ExpiresAt = now.AddMinutes(10), AskerSignature = [4] };
        await store.AddAsync(old, default);
        await store.AddAsync(fresh, default);
        await store.MarkEndedAsync(ana, other, now, now.AddHours(1), default);
        Assert.True(await store.TryCountAsync("asks", ana, 1, "20260301", now.AddSeconds(-1), default));
        Assert.False(await store.TryCountAsync("asks", ana, 1, "20260301", now.AddSeconds(-1), default));

        Assert.InRange(await store.SweepAsync(now, default), 2, int.MaxValue);

        Assert.Null(await store.FindAsync(old.Id, default));
        var found = await store.FindAsync(fresh.Id, default);
        Assert.Equal((ana, other, 2, 4), (found!.Asker, found.Asked, found.Tries, found.AskerSignature!.Single()));
        Assert.Equal(now, await store.EndedAtAsync(other, ana, default));
        Assert.True(await store.TryCountAsync("asks", ana, 1, "20260301", now.AddSeconds(-1), default));
    }

    // A link's id and its time differ from answer to answer; they are taken out.
    [GeneratedRegex("\"[0-9][^\"]*\"|\"[0-9a-f]{8}-[^\"]*\"")]
    private static partial Regex Variable();

    private static async Task EnlistAsync(TestPartner partner, string user, bool optedIn = true)
    {
        using var identity = new TestIdentity();
        await partner.Client.PutUserAsync(
            user, new UserRecord { OptedIn = optedIn, Partners = [UserRecord.AllPartners], Devices = [new UserDevice(1, 4711)], IdentityKey = identity.PublicKey });
    }

    private async Task<(int Status, string Code)> CodeAsync(TestPartner partner, HttpMethod method, string path, string body)
    {
        var (status, answer) = await CallAsync(partner, method, path, body);
        using var problem = JsonDocument.Parse(answer);
        return (status, problem.RootElement.GetProperty("code").GetString()!);
    }

    private async Task<(int Status, string Body)> CallAsync(TestPartner partner, HttpMethod method, string path, string body)
    {
        using var request = RawCall.Signed(fixture.Stack, partner.Key, method, path, Encoding.UTF8.GetBytes(body));
        var (status, answer, _) = await RawCall.SendAsync(request);
        return (status, answer);
    }
}
