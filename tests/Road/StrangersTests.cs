using Relay.Client.Accounts;
using Relay.Client.Contacts;
using Relay.Client.Envelopes;
using Relay.Road.Tests.Fixtures;

namespace Relay.Road.Tests;

/// <summary>
/// Whoever names a stranger learns nothing: one answer, byte for byte, after the same calls to the stores, in an instance that has
/// nothing cached and in one that has.
/// </summary>
[Collection(SharedStack.Name)]
public sealed class StrangersTests(StackFixture fixture)
{
    // Nothing runs out of the cache while a test goes through its cases.
    private const int CacheSeconds = 60;

    private static readonly string[] Strangers = ["unknown", "never", "left", "elsewhere", "blocks-ana", "blocks-all"];

    [Fact]
    public async Task Find_OfAnyStrangersNumber_HasOneAnswerAfterTheSameCalls()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        await using var b = await TestPartner.StartAsync(fixture.Stack);
        await PopulateAsync(a, b);
        // The day's counts are there before: the first one is another call.
        await a.Client.FindUsersAsync("ana", IdentifierKind.Handle, Handle(b, "willing"));

        var seen = new List<Seen>();
        foreach (var stranger in Strangers.Append("willing"))
        {
            seen.Add(await ObserveAsync(stranger, () => a.Request(fixture.Stack, HttpMethod.Post, "/v1/find", new { from = "ana", kind = "handle", value = Handle(b, stranger) })));
        }

        Assert.All(seen.Take(Strangers.Length), one => Assert.Equal((200, """{"found":[]}"""), (one.Cold.Status, one.Cold.Body)));
        AssertAlike(seen.Take(Strangers.Length));
        // One who wants to be found differs by the answer, and by nothing else.
        Assert.Equal((seen[0].Cold.Calls, seen[0].Cached.Calls), (seen[^1].Cold.Calls, seen[^1].Cached.Calls));
        Assert.Contains("\"willing\"", seen[^1].Cold.Body, StringComparison.Ordinal);
        Assert.Equal(5, seen[0].Cold.Calls.Split('\n').Count(call => call == "GET people"));
        Assert.DoesNotContain("people", seen[0].Cached.Calls, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Request_ToAnyStranger_HasOneAnswerAfterTheSameCalls()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        await using var b = await TestPartner.StartAsync(fixture.Stack, events: true);
        await PopulateAsync(a, b);
        await b.OptInOnRequestAsync(fixture.Stack, "asks");
        // The day's counts are there before: the first one is another call.
        await a.Client.RequestContactAsync("ana", new UserAddress(b.Name, "nobody-else"));

        var seen = new List<Seen>();
        foreach (var stranger in Strangers.Append("willing").Append("asks"))
        {
            seen.Add(await ObserveAsync(stranger, () => a.Request(fixture.Stack, HttpMethod.Post, "/v1/users/ana/requests", new { partner = b.Name, user = stranger })));
        }

        Assert.All(seen, one => Assert.Equal((202, ""), (one.Cold.Status, one.Cold.Body)));
        AssertAlike(seen);
        // The one who is told, too: what is written for the others belongs to nobody.
        Assert.Contains("PUT people", seen[0].Cold.Calls, StringComparison.Ordinal);
        await Eventually.TrueAsync(() => b.Notices.Count >= 1, "the request is told");
        Assert.Equal(("contact.request", "asks"), (Assert.Single(b.Notices).Type, b.Notices[0].Facts!["user"]));
    }

    [Fact]
    public async Task Cancel_OfARequestToAnyStranger_HasOneAnswerAfterTheSameCalls()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        await using var b = await TestPartner.StartAsync(fixture.Stack, events: true);
        await PopulateAsync(a, b);
        await b.OptInOnRequestAsync(fixture.Stack, "asked");
        await a.Client.RequestContactAsync("ana", new UserAddress(b.Name, "asked"));

        var seen = new List<Seen>();
        foreach (var stranger in Strangers.Append("asked"))
            seen.Add(await ObserveAsync(stranger, () => a.Request(fixture.Stack, HttpMethod.Delete, $"/v1/users/ana/requests/{b.Name}/{stranger}")));

        Assert.All(seen, one => Assert.Equal((204, ""), (one.Cold.Status, one.Cold.Body)));
        AssertAlike(seen);
        await Eventually.TrueAsync(() => b.Notices.Count >= 2, "request and cancellation are told");
        Assert.Equal(["contact.request", "contact.cancelled"], b.Notices.Select(notice => notice.Type));
    }

    private static void AssertAlike(IEnumerable<Seen> seen)
    {
        var all = seen.ToList();
        Assert.All(all, one => Assert.True(one.Cold == all[0].Cold && one.Cached == all[0].Cached, $"{one}\n\nis not as\n\n{all[0]}"));
    }

    // A fresh instance, and the same one again.
    private async Task<Seen> ObserveAsync(string stranger, Func<HttpRequestMessage> request)
    {
        await using var relay = await RecordedRelay.StartAsync(fixture.Stack, CacheSeconds);
        using var first = request();
        using var second = request();
        var (cold, cached) = (await relay.SendAsync(first), await relay.SendAsync(second));
        return new Seen(stranger, new Answer(cold.Status, cold.Body, cold.ContentType, cold.Calls), new Answer(cached.Status, cached.Body, cached.ContentType, cached.Calls));
    }

    private async Task PopulateAsync(TestPartner a, TestPartner b)
    {
        await a.OptInAsync("ana");
        await b.Client.PutUserAsync("never", new UserRecord { OptedIn = false });
        await b.OptInAsync("left");
        await b.OptInAsync("elsewhere", "another-network");
        foreach (var user in new[] { "blocks-ana", "blocks-all", "willing" })
            await b.OptInAsync(user);
        foreach (var user in new[] { "left", "elsewhere", "blocks-ana", "blocks-all", "willing" })
            await b.Client.PutIdentifierAsync(user, IdentifierKind.Handle, Handle(b, user), [UserRecord.AllPartners]);
        await b.Client.PutUserAsync("left", new UserRecord { OptedIn = false, Partners = [UserRecord.AllPartners] });
        await b.Client.BlockAsync("blocks-ana", new UserAddress(a.Name, "ana"));
        await b.Client.BlockNetworkAsync("blocks-all", a.Name);
    }

    private static string Handle(TestPartner of, string user) => $"{of.Name}.{user}";

    private sealed record Answer(int Status, string Body, string? ContentType, string Calls);

    private sealed record Seen(string Stranger, Answer Cold, Answer Cached);
}
