using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Relay.Local.Host.Tests.TestProgram;

namespace Relay.Local.Host.Tests.Front;

public sealed class HttpForwardingTests : IAsyncLifetime
{
    private readonly TestApp _app = new TestApp().Http().Queue("Secret", "q").Http("OnlyGet", "api/only", "get")
        .Set("Bus", "Endpoint=sb://localhost:1;SharedAccessKeyName=a;SharedAccessKey=b;UseDevelopmentEmulator=true")
        .Set("FUNCTIONS_REQUEST_BODY_SIZE_LIMIT", "100000");

    private FunctionsHost _host = null!;
    private HttpClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await _app.StartAsync();
        _client = new HttpClient { BaseAddress = _host.Address };
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _host.DisposeAsync();
        _app.Dispose();
    }

    [Theory]
    [InlineData("/v1/users/a%40b%7Ec?x=%41&y=a+b")]
    [InlineData("/v1/envelopes")]
    [InlineData("/V1/Users/")]
    [InlineData("/v1?")]
    [InlineData("/v1/a..b/.well/c...?next=/../../Secret")]
    public async Task Target_UnderARoute_ArrivesByteForByte(string target)
    {
        var answer = await RawHttp.SendAsync(_host.Address, $"GET {target} HTTP/1.1\nHost: relay.example\nConnection: close\n\n");

        Assert.Equal(200, RawHttp.StatusOf(answer));
        Assert.Contains(JsonSerializer.Serialize(target), answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/Secret")]
    [InlineData("/secret")]
    [InlineData("//Secret")]
    [InlineData("/v1/../Secret")]
    [InlineData("/v1/..")]
    [InlineData("/v1/%2e%2e/Secret")]
    [InlineData("/v1/.%2E/Secret")]
    [InlineData("/v1/%252e%252e/Secret")]
    [InlineData("/v1/%2f..%2fSecret")]
    [InlineData("/v1%2f..%2fSecret")]
    [InlineData("/v1/..%5cSecret")]
    [InlineData("/v1/..\\Secret")]
    [InlineData("/v1/..;x/Secret")]
    [InlineData("/v1//../Secret")]
    [InlineData("/v1/./../Secret")]
    [InlineData("/v1/a/../../Secret")]
    [InlineData("/%53ecret")]
    [InlineData("/v1%00/../Secret")]
    [InlineData("http://relay.example/Secret")]
    [InlineData("http://relay.example/v1/../Secret")]
    [InlineData("http://relay.example//Secret")]
    [InlineData("http://relay.example")]
    [InlineData("http://relay.example?x=/v1/Secret")]
    [InlineData("*")]
    [InlineData("/v11/Secret")]
    [InlineData("/")]
    [InlineData("/admin/host/status")]
    public async Task Target_ThatCouldReachATrigger_NeverArrives(string target)
    {
        var answer = await RawHttp.SendAsync(
            _host.Address,
            $"POST {target} HTTP/1.1\nHost: relay.example\nX-Azure-Functions-InvocationId: 1\nContent-Length: 2\nConnection: close\n\n{{}}");

        Assert.Contains(RawHttp.StatusOf(answer), new[] { 400, 404, 405 });
        Assert.DoesNotContain(_app.Lines, line => line.StartsWith(TriggerAnswers.CallPrefix, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Path_WithoutAFunction_IsNotFoundWithoutABody()
    {
        using var answer = await _client.GetAsync("/elsewhere", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("GET", HttpStatusCode.OK)]
    [InlineData("POST", HttpStatusCode.NotFound)]
    public async Task Method_OutsideTheFunctionsList_IsNotFound(string method, HttpStatusCode status)
    {
        using var answer = await _client.SendAsync(new HttpRequestMessage(new HttpMethod(method), "/api/only"), TestContext.Current.CancellationToken);

        Assert.Equal(status, answer.StatusCode);
    }

    [Fact]
    public async Task AbsoluteForm_UnderARoute_ArrivesAsPathAndQuery()
    {
        var answer = await RawHttp.SendAsync(
            _host.Address, "GET http://relay.example/v1/x?y=1 HTTP/1.1\nHost: relay.example\nConnection: close\n\n");

        Assert.Contains("\"Target\":\"/v1/x?y=1\"", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Headers_ThatTheHostSets_CannotBeForged()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/echo");
        request.Headers.Host = "relay.example";
        foreach (var name in new[] { "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Prefix", "X-Azure-Functions-InvocationId" })
            request.Headers.Add(name, "forged");
        request.Headers.Add("X-Own", "kept");
        request.Headers.Add("Connection", "X-Hop");
        request.Headers.Add("X-Hop", "dropped");
        using var answer = await _client.SendAsync(request, TestContext.Current.CancellationToken);
        var seen = (await answer.Content.ReadFromJsonAsync<SeenRequest>(TestContext.Current.CancellationToken))!;
        var headers = new Dictionary<string, string>(seen.Headers, StringComparer.OrdinalIgnoreCase);

        Assert.Equal("127.0.0.1", headers["X-Forwarded-For"]);
        Assert.Equal("relay.example", headers["X-Forwarded-Host"]);
        Assert.Equal("http", headers["X-Forwarded-Proto"]);
        Assert.Equal($"127.0.0.1:{_host.ProgramPort}", headers["Host"]);
        Assert.True(Guid.TryParse(headers["X-Azure-Functions-InvocationId"], out _));
        Assert.Equal("kept", headers["X-Own"]);
        Assert.DoesNotContain("forged", seen.Headers.Values);
        Assert.False(headers.ContainsKey("X-Hop"));
    }

    [Fact]
    public async Task Answer_OfTheProgram_KeepsStatusAndHeadersWithoutHopByHopOnes()
    {
        using var answer = await _client.GetAsync("/v1/hop", TestContext.Current.CancellationToken);

        Assert.Equal(418, (int)answer.StatusCode);
        Assert.Equal(["one", "two"], answer.Headers.GetValues("X-Kept"));
        Assert.False(answer.Headers.Contains("Keep-Alive"));
        Assert.False(answer.Headers.Contains("Connection"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Body_WithAndWithoutLength_ArrivesWhole(bool chunked)
    {
        var body = RandomNumberGenerator.GetBytes(90_000);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/echo") { Content = new ByteArrayContent(body) };
        request.Headers.TransferEncodingChunked = chunked;
        using var answer = await _client.SendAsync(request, TestContext.Current.CancellationToken);
        var seen = (await answer.Content.ReadFromJsonAsync<SeenRequest>(TestContext.Current.CancellationToken))!;

        Assert.Equal(Convert.ToHexString(SHA256.HashData(body)), seen.Sha256);
        Assert.Equal(chunked, !seen.Headers.ContainsKey("Content-Length"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Body_AboveTheLimit_IsRefusedWith413(bool chunked)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/echo") { Content = new ByteArrayContent(new byte[100_001]) };
        request.Headers.TransferEncodingChunked = chunked;
        using var answer = await _client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    [Fact]
    public async Task RequestBody_InPieces_ArrivesAsItIsSent()
    {
        var content = new PipeContent();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/read-in-pieces") { Content = content };
        var sending = _client.SendAsync(request, TestContext.Current.CancellationToken);

        await content.WriteAsync("12345");
        await Eventually.IsTrueAsync(() => _app.Lines.Contains("read 5"), "the first piece at the program");
        await content.WriteAsync("1234567");
        await Eventually.IsTrueAsync(() => _app.Lines.Contains("read 7"), "the second piece at the program");
        content.End();
        using var answer = await sending;
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Answer_InPieces_GoesOutAsItComes()
    {
        using var answer = await _client.GetAsync(
            "/v1/answer-in-pieces", HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        await using var stream = await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);

        foreach (var piece in new[] { "piece 1", "piece 2" })
        {
            using var released = await _client.PostAsync("/v1/release", null, TestContext.Current.CancellationToken);
            var buffer = new byte[piece.Length];
            await stream.ReadExactlyAsync(buffer, TestContext.Current.CancellationToken);
            Assert.Equal(piece, Encoding.ASCII.GetString(buffer));
        }
    }
}
