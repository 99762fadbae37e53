using Relay.Client;
using Relay.Client.Accounts;
using Relay.Client.Contacts;
using Relay.Client.Envelopes;
using Relay.Functions.Ledger;
using Relay.Road.Tests.Fixtures;

namespace Relay.Road.Tests;

/// <summary>Blocks, contacts and finding over the real stack, through the client library.</summary>
[Collection(SharedStack.Name)]
public sealed class ContactsTests(StackFixture fixture)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Block_OfAUserOrItsNetwork_RefusesWhatComesAndLetsPassWhatGoes(bool wholeNetwork)
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        await using var b = await TestPartner.StartAsync(fixture.Stack);
        await a.OptInAsync("ana");
        await b.OptInAsync("ben");
        var ana = new UserAddress(a.Name, "ana");
        await AssertAcceptedAsync(a, a.Envelope("ana", b, "ben"));

        var since = wholeNetwork ? await b.Client.BlockNetworkAsync("ben", a.Name) : await b.Client.BlockAsync("ben", ana);

        Assert.InRange(since, DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow.AddMinutes(1));
        Assert.Equal(since, wholeNetwork ? await b.Client.GetNetworkBlockAsync("ben", a.Name) : await b.Client.GetBlockAsync("ben", ana));
        Assert.Equal("not-reachable", (await a.SendAsync(a.Envelope("ana", b, "ben"))).Problem!.Code);
        await AssertAcceptedAsync(b, b.Envelope("ben", a, "ana"));

        await (wholeNetwork ? b.Client.UnblockNetworkAsync("ben", a.Name) : b.Client.UnblockAsync("ben", ana));
        Assert.Null(await b.Client.GetBlockAsync("ben", ana));
        Assert.Null(await b.Client.GetNetworkBlockAsync("ben", a.Name));
        await AssertAcceptedAsync(a, a.Envelope("ana", b, "ben"));
    }

    [Fact]
    public async Task Block_WhileAnEnvelopeIsParked_EndsItAsRefused()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        await using var b = await TestPartner.StartAsync(fixture.Stack);
        await a.OptInAsync("ana");
        await a.OptInAsync("eva");
        await b.OptInAsync("ben");
        await b.StopAsync();
        var (blocked, welcome) = (a.Envelope("ana", b, "ben"), a.Envelope("eva", b, "ben"));
        await AssertAcceptedAsync(a, blocked);
        await AssertAcceptedAsync(a, welcome);
        await Eventually.TrueAsync(() => fixture.Parked(b.Name) > 0, "they are parked");

        await b.Client.BlockAsync("ben", new UserAddress(a.Name, "ana"));
        await b.StartAgainAsync();

        await Eventually.TrueAsync(async () => (await Finals.ReadAsync(fixture, a.Name)).Count == 2, "both have ended");
        var finals = (await Finals.ReadAsync(fixture, a.Name)).ToDictionary(final => final.Id);
        Assert.Equal((FinalState.Refused, FinalState.Delivered), (finals[blocked.Id].State, finals[welcome.Id].State));
        Assert.Equal("not-reachable", finals[blocked.Id].Reason);
        Assert.Equal([welcome.Id], b.Received.Select(envelope => envelope.Id));
    }

    [Fact]
    public async Task Contact_RequestedAndGranted_LetsWriteUntilItIsRevoked()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack, events: true);
        await using var b = await TestPartner.StartAsync(fixture.Stack, events: true);
        await a.OptInAsync("ana");
        await b.OptInOnRequestAsync(fixture.Stack, "ben");
        var (ana, ben) = (new UserAddress(a.Name, "ana"), new UserAddress(b.Name, "ben"));
        Assert.Equal("not-reachable", (await a.SendAsync(a.Envelope("ana", b, "ben"))).Problem!.Code);

        await a.Client.RequestContactAsync("ana", ben);
        await a.Client.RequestContactAsync("ana", ben);
        await Eventually.TrueAsync(() => b.Notices.Count >= 1, "the request is told");
        var request = Assert.Single(b.Notices);
        Assert.Equal(("contact.request", "ben", a.Name, "ana"), (request.Type, request.Facts!["user"], request.Facts["fromPartner"], request.Facts["fromUser"]));
        Assert.Equal("not-reachable", (await a.SendAsync(a.Envelope("ana", b, "ben"))).Problem!.Code);

        var since = await b.Client.GrantContactAsync("ben", ana);
        Assert.Equal(since, await b.Client.GetContactAsync("ben", ana));
        await Eventually.TrueAsync(() => a.Notices.Any(notice => notice.Type == "contact.granted"), "the grant is told");
        var granted = a.Notices.Single(notice => notice.Type == "contact.granted").Facts!;
        Assert.Equal(("ana", b.Name, "ben"), (granted["user"], granted["byPartner"], granted["byUser"]));
        var envelope = a.Envelope("ana", b, "ben");
        await AssertAcceptedAsync(a, envelope);
        await Eventually.TrueAsync(() => b.Received.Any(received => received.Id == envelope.Id), "it arrives");

        await b.Client.RevokeContactAsync("ben", ana);
        Assert.Null(await b.Client.GetContactAsync("ben", ana));
        Assert.Equal("not-reachable", (await a.SendAsync(a.Envelope("ana", b, "ben"))).Problem!.Code);
    }

    [Fact]
    public async Task Identifier_SetAndRemoved_IsFoundMeanwhileByThoseNetworksOnly()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        await using var b = await TestPartner.StartAsync(fixture.Stack);
        await using var c = await TestPartner.StartAsync(fixture.Stack);
        await a.OptInAsync("ana");
        await c.OptInAsync("cem");
        await b.OptInAsync("ben");
        var number = $"+49{Random.Shared.NextInt64(1_000_000_000, 9_999_999_999)}";
        Assert.Empty(await a.Client.FindUsersAsync("ana", IdentifierKind.Number, number));

        await b.Client.PutIdentifierAsync("ben", IdentifierKind.Number, number.Insert(3, " "), [a.Name]);

        var found = Assert.Single(await a.Client.FindUsersAsync("ana", IdentifierKind.Number, number));
        Assert.Equal((new UserAddress(b.Name, "ben"), b.Name), (found.Address, found.ClaimedBy));
        await AssertAcceptedAsync(a, a.Envelope("ana", b, found.User));
        Assert.Empty(await c.Client.FindUsersAsync("cem", IdentifierKind.Number, number));

        await b.Client.RemoveIdentifierAsync("ben", IdentifierKind.Number);
        Assert.Empty(await a.Client.FindUsersAsync("ana", IdentifierKind.Number, number));
    }

    [Fact]
    public async Task Calls_WithAMalformedPart_SayWhichAndChangeNothing()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        await a.OptInAsync("ana");
        (HttpMethod Method, string Path, object? Body, int Status, string Word)[] cases =
        [
            (HttpMethod.Put, "/v1/users/ana/blocks/B", null, 400, "partner"),
            (HttpMethod.Put, "/v1/users/ana/contacts/other/a%20b", null, 400, "user"),
            (HttpMethod.Put, "/v1/users/nobody/blocks/other/ben", null, 404, "not-found"),
            (HttpMethod.Put, "/v1/users/nobody/contacts/other/ben", null, 404, "not-found"),
            (HttpMethod.Delete, "/v1/users/nobody/contacts/other/ben", null, 404, "not-found"),
            (HttpMethod.Get, "/v1/users/ana/contacts/other/ben", null, 404, "not-found"),
            (HttpMethod.Post, "/v1/users/ana/requests", new { partner = "other" }, 400, "user"),
            (HttpMethod.Post, "/v1/users/ana/requests", new { partner = "other", user = "ben", more = 1 }, 400, "more"),
            (HttpMethod.Post, "/v1/users/nobody/requests", new { partner = "other", user = "ben" }, 409, "not-opted-in"),
            (HttpMethod.Put, "/v1/users/ana/identifiers/email", new { value = "a@b.c", partners = new[] { "*" } }, 400, "kind"),
            (HttpMethod.Put, "/v1/users/ana/identifiers/number", new { value = "12", partners = new[] { "*" } }, 400, "value"),
            (HttpMethod.Put, "/v1/users/ana/identifiers/handle", new { value = "ana", partners = Array.Empty<string>() }, 400, "partners"),
            (HttpMethod.Put, "/v1/users/nobody/identifiers/handle", new { value = "ana", partners = new[] { "*" } }, 404, "not-found"),
            (HttpMethod.Post, "/v1/find", new { kind = "number", value = "+4912345678" }, 400, "from"),
            (HttpMethod.Post, "/v1/find", new { from = "ana", kind = "name", value = "+4912345678" }, 400, "kind"),
            (HttpMethod.Post, "/v1/find", new { from = "ana", kind = "number" }, 400, "value"),
            (HttpMethod.Post, "/v1/find", new { from = "nobody", kind = "number", value = "+4912345678" }, 409, "not-opted-in"),
        ];
        foreach (var (method, path, body, status, word) in cases)
        {
            var answer = await a.CallAsync(fixture.Stack, method, path, body);
            Assert.True(answer.Status == status && answer.Body.Contains($"\"{word}\"", StringComparison.Ordinal), $"{method} {path}: {answer}");
        }
    }

    [Fact]
    public async Task Logs_AfterAllThat_NameNobody()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        var secret = "secret-" + Guid.NewGuid().ToString("N");
        await a.OptInAsync(secret);
        await a.Client.BlockAsync(secret, new UserAddress("other", secret));
        await a.Client.RequestContactAsync(secret, new UserAddress("other", secret));
        await a.Client.FindUsersAsync(secret, IdentifierKind.Handle, secret);
        await Assert.ThrowsAsync<RelayProblemException>(() => a.Client.GrantContactAsync(secret + "-unknown", new UserAddress("other", secret)));

        Assert.DoesNotContain(fixture.ProgramOutput, line => line.Contains(secret, StringComparison.Ordinal));
    }

    private static async Task AssertAcceptedAsync(TestPartner from, OutgoingEnvelope envelope) => Assert.Equal(SendStatus.Accepted, (await from.SendAsync(envelope)).Status);
}
