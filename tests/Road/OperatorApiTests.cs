using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Relay.Client;
using Relay.Client.Operators;
using Relay.Road.Tests.Fixtures;

namespace Relay.Road.Tests;

/// <summary>What an operator sees of a running relay and does with it, by key and by a browser's session.</summary>
[Collection(SharedStack.Name)]
public sealed class OperatorApiTests(StackFixture fixture) : IDisposable
{
    private readonly HeldRelay _relay = new(fixture.Stack);

    public void Dispose() => _relay.Dispose();

    [Fact]
    public async Task Overview_OfAPartnerThatIsAway_HasBreakerLanesBytesAndHeld()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        await using var b = await TestPartner.StartAsync(fixture.Stack, lanes: 1);
        await _relay.HoldAsync(a, b, count: 2);
        await ParkAsync(a, b);

        PartnerOverview found = null!;
        await Eventually.TrueAsync(
            async () => (found = await OverviewOfAsync(b)).Breaker.State == "open" && found is { LanesNotOpen: 1, ParkedBytes: > 0, Held: 2 }, "the overview shows it");
        Assert.Equal(("live", "push"), (found.Status, found.Mode));
        Assert.Equal("closed", (await OverviewOfAsync(a)).Breaker.State);

        var lane = Assert.Single((await _relay.Operator.ListLanesAsync(b.Name)).Lanes);
        Assert.Equal(("1.n.0", "normal", "parked"), (lane.Lane, lane.Class, lane.State));
        Assert.True(lane is { Bytes: > 0, ParkedSince: not null });
        Assert.Contains((await _relay.Operator.ListBreakersAsync()).Breakers, one => one.Partner == b.Name && one.Breaker.State == "open");
    }

    [Fact]
    public async Task Probe_OfAnEndpointThatIsBack_ClosesItsBreaker()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        await using var b = await TestPartner.StartAsync(fixture.Stack, lanes: 1);
        await ParkAsync(a, b);
        await Eventually.TrueAsync(async () => (await OverviewOfAsync(b)).Breaker.State == "open", "the breaker opens");
        await b.StartAgainAsync();

        // A probe may be ahead of the order: then there is nothing left to probe.
        try
        {
            Assert.Equal("open", (await _relay.Operator.ProbeAsync(b.Name)).Breaker.State);
        }
        catch (RelayProblemException early)
        {
            Assert.Equal("not-open", early.Code);
        }

        await Eventually.TrueAsync(() => b.Received.Count == 1, "what was parked arrives");
        await Eventually.TrueAsync(async () => (await OverviewOfAsync(b)) is { Breaker.State: "closed", LanesNotOpen: 0, ParkedBytes: 0 }, "all is well again");
        Assert.Equal("not-open", (await Assert.ThrowsAsync<RelayProblemException>(() => _relay.Operator.ProbeAsync(b.Name))).Code);
        Assert.Equal("not-disabled", (await Assert.ThrowsAsync<RelayProblemException>(() => _relay.Operator.EnableAsync(b.Name))).Code);
    }

    [Fact]
    public async Task Enable_OfAnEndpointThatSaid410_LetsItsEnvelopesOut()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        await using var b = await TestPartner.StartAsync(fixture.Stack, lanes: 1);
        b.Answer = _ => Microsoft.AspNetCore.Http.Results.StatusCode(410);
        await a.OptInAsync("ana");
        await b.OptInAsync("ben");
        await a.SendAsync(a.Envelope("ana", b, "ben"));
        await Eventually.TrueAsync(async () => (await OverviewOfAsync(b)).Breaker.State == "disabled", "the endpoint is disabled");
        b.Answer = _ => null;

        Assert.Equal("closed", (await _relay.Operator.EnableAsync(b.Name)).Breaker.State);

        await Eventually.TrueAsync(() => b.Received.Count == 1, "what was parked arrives");
    }

    [Theory]
    [InlineData("""{"action":"close"}""", HttpStatusCode.BadRequest)]
    [InlineData("""{}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"action":"probe","now":true}""", HttpStatusCode.BadRequest)]
    [InlineData("""[]""", HttpStatusCode.BadRequest)]
    public async Task Breaker_OrderThatIsNone_IsRefused(string body, HttpStatusCode status)
    {
        await using var b = await TestPartner.StartAsync(fixture.Stack);
        using var browser = await SignInAsync();
        using var answer = await browser.PostAsync(new Uri($"/v1/breakers/{b.Name}", UriKind.Relative), new StringContent(body, null, "application/json"));
        Assert.Equal(status, answer.StatusCode);
    }

    [Fact]
    public async Task Search_ByIdAlone_FindsWhatEndedAndWhatWaits_AndNothingElse()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        await using var b = await TestPartner.StartAsync(fixture.Stack);
        await using var c = await TestPartner.StartAsync(fixture.Stack, lanes: 1);
        await a.OptInAsync("ana");
        await b.OptInAsync("ben");
        var delivered = a.Envelope("ana", b, "ben");
        await a.SendAsync(delivered);
        var parked = await ParkAsync(a, c);
        var (_, held) = (await _relay.HoldAsync(a, b))[0];

        foreach (var (id, state, to) in new[] { (delivered.Id, "delivered", b), (parked, "parked", c), (held.Id, "held", b) })
        {
            await Eventually.TrueAsync(async () => (await _relay.Operator.FindEnvelopeAsync(id))?.State == state, $"it is found as {state}");
            var found = await _relay.Operator.FindEnvelopeAsync(id);
            Assert.Equal((a.Name, to.Name), (found!.Sender, found.To));
        }

        Assert.Null(await _relay.Operator.FindEnvelopeAsync(Guid.CreateVersion7()));
    }

    [Fact]
    public async Task Link_IsGoodOnce_AndItsSessionReadsAndActs()
    {
        var link = await _relay.Operator.CreateSignInLinkAsync();
        using var browser = Browser();
        Assert.Equal(HttpStatusCode.OK, (await RedeemAsync(browser, link)).StatusCode);
        using var other = Browser();
        Assert.Equal(HttpStatusCode.Forbidden, (await RedeemAsync(other, link)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await other.GetAsync(new Uri("/v1/partners", UriKind.Relative))).StatusCode);

        var session = await browser.GetFromJsonAsync<JsonElement>("/operator/session");
        Assert.Equal("operator-1", session.GetProperty("name").GetString());
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync(new Uri("/v1/partners", UriKind.Relative))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await PostAsync(browser, "/v1/breakers/nobody-here", """{"action":"probe"}""")).StatusCode);

        Assert.Equal(HttpStatusCode.NoContent, (await browser.DeleteAsync(new Uri("/operator/session", UriKind.Relative))).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.GetAsync(new Uri("/v1/partners", UriKind.Relative))).StatusCode);
    }

    [Theory]
    [InlineData("X-Relay-Page")]
    [InlineData("Sec-Fetch-Site")]
    public async Task Session_WithoutTheWordOfThePage_ChangesNothing(string header)
    {
        using var browser = await SignInAsync();
        browser.DefaultRequestHeaders.Remove(header);
        foreach (var path in new[] { "/v1/breakers/nobody-here", "/v1/held/replay" })
            Assert.Equal(HttpStatusCode.Forbidden, (await PostAsync(browser, path, """{"action":"probe"}""")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await browser.DeleteAsync(new Uri("/operator/session", UriKind.Relative))).StatusCode);
    }

    [Fact]
    public async Task Session_OfAnOperator_IsNoPartner()
    {
        using var browser = await SignInAsync();
        foreach (var path in new[] { "/v1/receipts", "/v1/users/ana", "/v1/inbox" })
            Assert.Equal(HttpStatusCode.Unauthorized, (await browser.GetAsync(new Uri(path, UriKind.Relative))).StatusCode);
        // A link is for who has the key, not for who has a session.
        Assert.Equal(HttpStatusCode.Unauthorized, (await PostAsync(browser, "/operator/session", "")).StatusCode);
    }

    [Fact]
    public async Task Stream_OfChanges_ComesThroughTheHost_AsItHappens()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        using var browser = await SignInAsync();
        using var answer = await browser.GetAsync(new Uri("/operator/events", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(bound.Token));

        await ReadUntilAsync(lines, line => line.Contains(a.Name, StringComparison.Ordinal), bound.Token);
        await using var b = await TestPartner.StartAsync(fixture.Stack);
        await ReadUntilAsync(lines, line => line.Contains(b.Name, StringComparison.Ordinal), bound.Token);
    }

    [Theory]
    [InlineData("/v1/partners")]
    [InlineData("/v1/breakers")]
    [InlineData("/v1/partners/nobody-here/lanes")]
    [InlineData("/v1/refusals")]
    [InlineData("/operator/events")]
    [InlineData("/operator/rates")]
    public async Task Call_WithoutKeyOrSession_IsRefused(string path)
    {
        using var stranger = Browser();
        Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.GetAsync(new Uri(path, UriKind.Relative))).StatusCode);
    }

    [Fact]
    public async Task Oidc_WhereNoneIsConfigured_LandsOnThePage()
    {
        using var browser = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = fixture.Stack.Address };
        foreach (var path in new[] { "/operator/oidc/start", "/operator/oidc/callback?state=s&code=c" })
        {
            using var answer = await browser.GetAsync(new Uri(path, UriKind.Relative));
            Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
            Assert.StartsWith(fixture.Stack.Address + "operator#sign-in=", answer.Headers.Location!.AbsoluteUri, StringComparison.Ordinal);
        }
    }

    private static async Task ReadUntilAsync(StreamReader lines, Func<string, bool> isIt, CancellationToken cancel)
    {
        while (!isIt(await lines.ReadLineAsync(cancel) ?? throw new EndOfStreamException("The stream ended before it came.")))
        {
            // The next line.
        }
    }

    private async Task<Guid> ParkAsync(TestPartner from, TestPartner away)
    {
        await from.OptInAsync("ana");
        await away.OptInAsync("ben");
        await away.StopAsync();
        var sent = from.Envelope("ana", away, "ben");
        await from.SendAsync(sent);
        return sent.Id;
    }

    private async Task<PartnerOverview> OverviewOfAsync(TestPartner partner)
    {
        // The overview may be a second old, and the partner younger.
        PartnerOverview? found = null;
        await Eventually.TrueAsync(
            async () => (found = (await _relay.Operator.ListPartnersAsync()).Partners.FirstOrDefault(one => one.Partner == partner.Name)) is not null, "the overview lists it");
        return found!;
    }

    // Cookies and headers as a browser that shows the page.
    private HttpClient Browser()
    {
        var browser = new HttpClient(new SocketsHttpHandler { UseCookies = true, CookieContainer = new CookieContainer() }) { BaseAddress = fixture.Stack.Address };
        browser.DefaultRequestHeaders.Add("X-Relay-Page", "1");
        browser.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-origin");
        return browser;
    }

    private async Task<HttpClient> SignInAsync()
    {
        var browser = Browser();
        (await RedeemAsync(browser, await _relay.Operator.CreateSignInLinkAsync())).EnsureSuccessStatusCode();
        return browser;
    }

    private static Task<HttpResponseMessage> RedeemAsync(HttpClient browser, SignInLink link) =>
        PostAsync(browser, "/operator/session/code", JsonSerializer.Serialize(new { code = link.Url.Split("#code=")[1] }));

    private static Task<HttpResponseMessage> PostAsync(HttpClient browser, string path, string body) =>
        browser.PostAsync(new Uri(path, UriKind.Relative), new StringContent(body, null, "application/json"));
}
