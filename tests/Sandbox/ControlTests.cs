using System.Net;
using System.Text;
using System.Text.Json;

namespace Relay.Local.Sandbox.Tests;

/// <summary>The control interface, from outside.</summary>
public sealed class ControlTests : IDisposable
{
    private readonly Caller _caller = new();
    private readonly HttpClient _http = new();

    [Fact]
    public async Task Profile_Put_IsInForceAndRead()
    {
        await using var partner = await SandboxPartner.StartAsync(new SandboxOptions());

        using var answer = await PutAsync(partner, "profile", """{"name":"throttled","retryAfterSeconds":3}""");

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal(new SandboxProfile(SandboxFault.Throttled, RetryAfterSeconds: 3), partner.Profile);
        using var read = JsonDocument.Parse(await _http.GetStringAsync(new Uri(partner.Control, "profile")));
        Assert.Equal("throttled", read.RootElement.GetProperty("name").GetString());
    }

    [Fact]
    public async Task Profile_PutWhileDown_BringsThePartnerBack()
    {
        await using var partner = await SandboxPartner.StartAsync(new SandboxOptions { Profile = new SandboxProfile(SandboxFault.Down) });

        using var answer = await PutAsync(partner, "profile", """{"name":"healthy"}""");

        Assert.Equal(SandboxProfile.Healthy, partner.Profile);
        Assert.Single(await _caller.ResultsAsync(partner.Endpoint, Caller.Body(Caller.Ids(1))));
    }

    [Theory]
    [InlineData("profile", "")]
    [InlineData("profile", "null")]
    [InlineData("profile", "{}")]
    [InlineData("profile", """{"name":"sleepy"}""")]
    [InlineData("profile", """{"name":"slow","delay":5}""")]
    [InlineData("profile", """{"name":"errors","percent":101}""")]
    [InlineData("profile", """{"name":"poison"}""")]
    [InlineData("profile", """{"name":"poison","users":null}""")]
    [InlineData("profile", """{"name":"certificate-change"}""")]
    [InlineData("forward", """{"url":"elsewhere"}""")]
    [InlineData("forward", """{"url":"ftp://127.0.0.1/"}""")]
    [InlineData("forward", "{}")]
    public async Task Put_OfSomethingWrong_IsRefusedAndChangesNothing(string what, string json)
    {
        await using var partner = await SandboxPartner.StartAsync(new SandboxOptions());

        using var answer = await PutAsync(partner, what, json);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("title", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(SandboxProfile.Healthy, partner.Profile);
        Assert.Null(partner.Forward);
    }

    [Fact]
    public async Task Record_ReadAndCleared_TellsWhatCame()
    {
        await using var partner = await SandboxPartner.StartAsync(new SandboxOptions());
        var ids = Caller.Ids(3);
        await _caller.ResultsAsync(partner.Endpoint, Caller.Body(ids));

        using var counts = JsonDocument.Parse(await _http.GetStringAsync(new Uri(partner.Control, "record")));
        using var envelopes = JsonDocument.Parse(await _http.GetStringAsync(new Uri(partner.Control, "envelopes?after=1")));
        using var cleared = await _http.DeleteAsync(new Uri(partner.Control, "record"));

        Assert.Equal(3, counts.RootElement.GetProperty("envelopes").GetInt32());
        Assert.Equal(ids[1..], envelopes.RootElement.EnumerateArray().Select(envelope => envelope.GetProperty("id").GetGuid()));
        Assert.Equal(0, partner.Record.Counts.Envelopes);
    }

    [Theory]
    [InlineData("after=x")]
    [InlineData("after=-1")]
    [InlineData("after=1&after=2")]
    public async Task Envelopes_AfterNoNumber_AreRefused(string query)
    {
        await using var partner = await SandboxPartner.StartAsync(new SandboxOptions());

        using var answer = await _http.GetAsync(new Uri(partner.Control, "envelopes?" + query));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    public void Dispose()
    {
        _caller.Dispose();
        _http.Dispose();
    }

    private Task<HttpResponseMessage> PutAsync(SandboxPartner partner, string what, string json) =>
        _http.PutAsync(new Uri(partner.Control, what), new StringContent(json, Encoding.UTF8, "application/json"));
}
