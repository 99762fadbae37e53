using Relay.Client;
using Relay.Client.Accounts;
using Relay.Client.Agreements;
using Relay.Client.Envelopes;
using Relay.Road.Tests.Fixtures;

namespace Relay.Road.Tests;

/// <summary>An agreement's way from the request to live operation and its end, over the real stack.</summary>
[Collection(SharedStack.Name)]
public sealed class AgreementTests(StackFixture fixture) : IDisposable
{
    private readonly AgreementOperator _operator = new(fixture.Stack);

    public void Dispose() => _operator.Dispose();

    [Fact]
    public async Task Agreement_FromRequestToLive_IsToldReportedAndReadByItsPartner()
    {
        await using var a = await _operator.StartSandboxAsync();
        await using var b = await RequestedAsync();
        var own = await b.Client.GetOwnPartnerAsync();
        Assert.Equal((PartnerStatus.Requested, "running"), (own.Agreement.State, own.Agreement.Clock.State));
        Assert.Contains("not-admitted", own.Agreement.WhyNotLive);
        Assert.Equal("partner-requested", await CodeAsync(b, HttpMethod.Get, "/v1/users/ben"));
        Assert.Equal("partner-requested", await CodeAsync(b, HttpMethod.Get, $"/v1/partners/{b.Name}/agreement"));

        var requested = DateTimeOffset.UtcNow.AddDays(-10);
        await _operator.Client.PutAgreementAsync(b.Name, new AgreementTerms(requested, Contacts: new AgreementContacts("ops@b.example"), Quotas: new AgreementQuotas(EnvelopesPerSecond: 500)));
        await _operator.Client.ChangeAgreementStateAsync(b.Name, PartnerStatus.Sandbox, note: "Welcome.");
        await _operator.Client.AttachConformanceAsync(b.Name, new ConformanceReport(new string('a', 64), "passed", TestsPassed: 48, TestsFailed: 0));
        await a.OptInAsync("ana");
        await Eventually.TrueAsync(async () => await CodeAsync(b, HttpMethod.Get, "/v1/users/ben") == "not-found", "the door is open");
        await b.OptInAsync("ben");
        await Eventually.TrueAsync(async () => (await a.SendAsync(a.Envelope("ana", b, "ben"))).Status == SendStatus.Accepted, "the sandbox is open");
        await Eventually.TrueAsync(async () => (await ReportAsync(b)).FirstSandboxDelivery is not null, "the first delivery is noted");
        await _operator.Client.ChangeAgreementStateAsync(b.Name, PartnerStatus.Live);

        var report = await ReportAsync(b);
        Assert.Equal((PartnerStatus.Live, "met", "passed"), (report.State, report.Clock.State, report.Conformance!.Verdict));
        Assert.Equal([PartnerStatus.Requested, PartnerStatus.Sandbox, PartnerStatus.Live], report.Changes.Select(change => change.To));
        Assert.All(report.Changes, change => Assert.Equal(_operator.Key.KeyId, change.By));
        Assert.Null(report.FirstLiveDelivery);
        var agreement = (await b.Client.GetAgreementAsync(b.Name))!;
        Assert.Equal(("ops@b.example", 500), (agreement.Contacts!.Technical, agreement.Quotas!.EnvelopesPerSecond));
        Assert.Equal(DateOnly.FromDateTime(requested.UtcDateTime).AddMonths(3), agreement.Clock.LiveBy);

        var markdown = await _operator.CallAsync(HttpMethod.Get, $"/v1/partners/{b.Name}/agreement/report", accept: "text/markdown");
        Assert.Equal((200, "text/markdown"), (markdown.Status, markdown.ContentType));
        Assert.Contains($"# Agreement with {b.Name}", markdown.Body, StringComparison.Ordinal);
        Assert.Contains("| requested | sandbox |  | Welcome. |", markdown.Body, StringComparison.Ordinal);

        await Eventually.TrueAsync(() => b.Notices.Count(notice => notice.Type == "agreement.changed") >= 4, "the partner is told");
        Assert.Equal(["terms", "state", "conformance", "state"], b.Notices.Where(notice => notice.Type == "agreement.changed").Select(notice => notice.Facts!["change"]));
        Assert.Equal("sandbox live", b.Notices.Last(notice => notice.Type == "agreement.changed").Facts is { } facts ? facts["from"] + " " + facts["state"] : null);
    }

    [Fact]
    public async Task Request_Refused_NeedsAReason_AndIsOverForGood()
    {
        await using var b = await RequestedAsync();

        Assert.Equal("reason-missing", await RefusedAsync(() => _operator.Client.ChangeAgreementStateAsync(b.Name, PartnerStatus.Ended)));
        Assert.Equal("malformed", await RefusedAsync(() => _operator.Client.ChangeAgreementStateAsync(b.Name, PartnerStatus.Ended, "breach")));
        Assert.Equal("state-not-next", await RefusedAsync(() => _operator.Client.ChangeAgreementStateAsync(b.Name, PartnerStatus.Live)));
        var ended = await _operator.Client.ChangeAgreementStateAsync(b.Name, PartnerStatus.Ended, "identity-not-proven");

        Assert.Equal(("stopped", "refused", "identity-not-proven"), (ended.Clock.State, ended.WhyNotLive[0], ended.WhyNotLive[1]));
        Assert.Empty(ended.Next);
        Assert.Equal("state-not-next", await RefusedAsync(() => _operator.Client.ChangeAgreementStateAsync(b.Name, PartnerStatus.Sandbox)));
        Assert.Equal("state-not-next", await RefusedAsync(() => b.SetAsync(record => record with { Status = PartnerStatus.Live })));
        await Eventually.TrueAsync(async () => await CodeAsync(b, HttpMethod.Get, "/v1/partner") == "partner-ended", "the door is shut");
    }

    [Fact]
    public async Task Suspension_FromTheSandbox_ComesBackToTheSandbox()
    {
        await using var b = await _operator.StartSandboxAsync();
        await b.SetAsync(record => record with { Status = PartnerStatus.Suspended });
        Assert.Equal("state-not-next", await RefusedAsync(() => b.SetAsync(record => record with { Status = PartnerStatus.Live })));
        Assert.Equal(PartnerStatus.Sandbox, (await _operator.Client.ChangeAgreementStateAsync(b.Name, PartnerStatus.Sandbox)).State);
    }

    [Fact]
    public async Task Protocol_OfALivePartner_NeedsEvidenceOnEveryWay()
    {
        var name = $"new-{Guid.NewGuid():N}"[..16];
        await using var created = await TestPartner.UnregisteredAsync(fixture.Stack, name);
        PartnerRecord Record(PartnerStatus status) => new()
        {
            Status = status,
            Mode = DeliveryMode.Pull,
            Keys = [created.Key.Public.ToJwk()],
            Capabilities = ["text"],
            Protocols = ["signal", "mls"],
        };
        Assert.Equal("evidence-missing", await RefusedAsync(() => created.SetAsync(_ => Record(PartnerStatus.Live))));
        Assert.Equal("evidence-missing", await RefusedAsync(() => created.SetAsync(_ => Record(PartnerStatus.Suspended))));
        await created.SetAsync(_ => Record(PartnerStatus.Sandbox));
        Assert.Equal("evidence-missing", await RefusedAsync(() => created.SetAsync(record => record with { Status = PartnerStatus.Live })));
        Assert.Equal("evidence-missing", await RefusedAsync(() => _operator.Client.ChangeAgreementStateAsync(name, PartnerStatus.Live)));

        await using var live = await TestPartner.StartAsync(fixture.Stack);
        var (status, answer, _) = await _operator.CallAsync(HttpMethod.Put, "/v1/partners/" + live.Name, new
        {
            status = "live",
            mode = "pull",
            capabilities = new[] { "text" },
            protocols = new[] { "signal", "mls" },
        });
        Assert.Equal(409, status);
        Assert.Contains("\"evidence-missing\"", answer, StringComparison.Ordinal);
        Assert.Contains("\"rule\":\"mls\"", answer, StringComparison.Ordinal);

        await live.SetProtocolsAsync("signal", "mls");
        Assert.Equal("evidence-missing", await RefusedAsync(() => _operator.Client.PutAgreementAsync(live.Name, new AgreementTerms())));
        await live.SetAsync(record => record with { Protocols = ["signal"] });
        await _operator.Client.PutAgreementAsync(live.Name, new AgreementTerms());
    }

    [Fact]
    public async Task Agreement_OfAnother_IsNotAllowed_AndOfNobodyNotFound()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        await using var b = await TestPartner.StartAsync(fixture.Stack);
        Assert.Equal("not-allowed", await CodeAsync(a, HttpMethod.Get, $"/v1/partners/{b.Name}/agreement"));
        Assert.Equal("not-allowed", await CodeAsync(a, HttpMethod.Get, $"/v1/partners/{b.Name}/agreement/report"));
        Assert.Equal("signature-invalid", await CodeAsync(a, HttpMethod.Put, $"/v1/partners/{a.Name}/agreement", new { }));
        Assert.Equal("signature-invalid", await CodeAsync(a, HttpMethod.Post, $"/v1/partners/{a.Name}/agreement/state", new { state = "live" }));
        Assert.Null(await _operator.Client.GetAgreementAsync("nobody-here"));
        Assert.Equal(404, (await _operator.CallAsync(HttpMethod.Put, "/v1/partners/UPPER/agreement", new { })).Status);
    }

    [Theory]
    [InlineData("state", "POST", """{"state":"active"}""")]
    [InlineData("state", "POST", """{"state":"live","who":"me"}""")]
    [InlineData("conformance", "PUT", """{"sha256":"ab","verdict":"passed"}""")]
    [InlineData("", "PUT", """{"quotas":{"envelopesPerSecond":0}}""")]
    [InlineData("", "PUT", """{"evidence":[{"protocol":"mls","url":"nowhere","date":"2026-01-01"}]}""")]
    [InlineData("", "PUT", """{"liveBy":"soon"}""")]
    public async Task Change_ThatBreaksARule_IsAProblemWithItsField(string part, string method, string body)
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        var path = $"/v1/partners/{a.Name}/agreement" + (part.Length > 0 ? "/" + part : "");
        using var json = System.Text.Json.JsonDocument.Parse(body);
        var (status, answer, type) = await _operator.CallAsync(new HttpMethod(method), path, json.RootElement);
        Assert.Equal((400, "application/problem+json"), (status, type));
        Assert.Contains("\"field\":", answer, StringComparison.Ordinal);
    }

    private Task<TestPartner> RequestedAsync() => TestPartner.StartAsync(fixture.Stack, events: true, status: PartnerStatus.Requested);

    private async Task<AgreementReport> ReportAsync(TestPartner partner) => (await _operator.Client.GetAgreementReportAsync(partner.Name))!;

    private async Task<string?> CodeAsync(TestPartner partner, HttpMethod method, string path, object? body = null)
    {
        var (_, answer) = await partner.CallAsync(fixture.Stack, method, path, body);
        using var json = System.Text.Json.JsonDocument.Parse(answer);
        return json.RootElement.TryGetProperty("code", out var code) ? code.GetString() : null;
    }

    private static async Task<string> RefusedAsync(Func<Task> call) => (await Assert.ThrowsAsync<RelayProblemException>(call)).Code;
}
