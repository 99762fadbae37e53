using System.Diagnostics;
using System.Net.Http.Headers;
using Relay.Local.Sandbox;
using Relay.Local.Stack;
using Relay.Road.Tests.Fixtures;

namespace Relay.Road.Tests.Documentation;

/// <summary>docs/walkthrough.http is sent from top to bottom, through the signing proxy, as a reader sends it.</summary>
public sealed class WalkthroughTests(StackFixture fixture) : IClassFixture<StackFixture>
{
    private static readonly HttpClient Http = new();

    [Fact]
    public async Task Walkthrough_SentThroughTheSigningProxy_IsAnsweredAsItSays()
    {
        await using var sandbox = await SandboxPartner.StartAsync(new SandboxOptions { Relay = fixture.Stack.Address });
        using var proxy = await SigningProxy.StartAsync(fixture.Stack);
        var text = await File.ReadAllTextAsync(Path.Combine(RepositoryPaths.Root, "docs", "walkthrough.http"));
        var requests = HttpFile.Read(text, new Dictionary<string, string> { ["relay"] = proxy.Address, ["endpoint"] = sandbox.Endpoint.AbsoluteUri });

        Assert.NotEmpty(requests);
        foreach (var request in requests)
            await SendAsync(request);

        Assert.Equal(0, sandbox.Record.Counts.Unverified);
        Assert.Equal(1, sandbox.Record.Counts.Envelopes);
    }

    [Theory]
    [InlineData("Origin", "https://page.example")]
    [InlineData("Host", "page.example")]
    [InlineData("X-Sign-As", "nobody")]
    public async Task Proxy_ARequestThatAPageCouldSendOrForNoKey_IsRefused(string header, string value)
    {
        using var proxy = await SigningProxy.StartAsync(fixture.Stack);
        using var request = new HttpRequestMessage(HttpMethod.Get, proxy.Address + "/v1/held");
        request.Headers.Add(header, value);

        using var answer = await Http.SendAsync(request);

        Assert.Equal(400, (int)answer.StatusCode);
        Assert.StartsWith("signing proxy: ", await answer.Content.ReadAsStringAsync());
    }

    // What is read may not be there yet; everything else is answered at once.
    private static async Task SendAsync(HttpFileRequest request)
    {
        var (status, text) = (0, "");
        var clock = Stopwatch.StartNew();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (!IsExpected() && (status == 0 || (request.Method == "GET" && clock.Elapsed < Eventually.Deadline)))
        {
            using var message = new HttpRequestMessage(new HttpMethod(request.Method), request.Url);
            if (request.Body.Length > 0)
                message.Content = new StringContent(request.Body, MediaTypeHeaderValue.Parse("application/json"));
            foreach (var (name, value) in request.Headers.Where(header => header.Name != "Content-Type"))
                message.Headers.Add(name, value);
            using var answer = await Http.SendAsync(message);
            (status, text) = ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
            if (!IsExpected() && request.Method == "GET")
                await timer.WaitForNextTickAsync();
        }

        Assert.True(IsExpected(), $"{request.Method} {request.Url}: {status} {text} instead of {request.Status} {request.Word}");
        bool IsExpected() => status == request.Status && (request.Word is not { } word || text.Contains(word, StringComparison.Ordinal));
    }
}
