using System.Text.Json;
using Relay.Client.Accounts;
using Relay.Road.Tests.Fixtures;
using Relay.Signatures;

namespace Relay.Road.Tests;

/// <summary>Who may call, and what a wrong call is told.</summary>
[Collection(SharedStack.Name)]
public sealed class CallersTests(StackFixture fixture)
{
    private static readonly byte[] Empty = """{"envelopes":[]}"""u8.ToArray();

    [Fact]
    public async Task Request_Unsigned_Is401()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(fixture.Stack.Address, "/v1/envelopes")) { Content = new StringContent("{}", null, "application/json") };

        AssertProblem(await RawCall.SendAsync(request), 401, "signature-invalid");
    }

    [Fact]
    public async Task Request_SignedByAnUnknownKey_Is401()
    {
        using var stranger = SigningKey.CreateEd25519("stranger-1");
        using var request = RawCall.Signed(fixture.Stack, stranger, HttpMethod.Post, "/v1/envelopes", Empty);

        AssertProblem(await RawCall.SendAsync(request), 401, "signature-invalid");
    }

    [Theory]
    [InlineData("body")]
    [InlineData("authority")]
    [InlineData("tag")]
    [InlineData("key")]
    [InlineData("old")]
    [InlineData("future")]
    public async Task Request_WithAForgedPart_Is401(string part)
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        using var impostor = SigningKey.CreateEcdsaP256(a.Key.KeyId);
        using var request = RawCall.Signed(
            fixture.Stack,
            part == "key" ? impostor : a.Key,
            HttpMethod.Post,
            "/v1/envelopes",
            Empty,
            signedBody: part == "body" ? "{}"u8.ToArray() : null,
            authority: part == "authority" ? "relay.example" : null,
            tag: part == "tag" ? SignatureTags.Webhook : SignatureTags.Request,
            clock: part switch { "old" => new OffsetClock(TimeSpan.FromMinutes(-6)), "future" => new OffsetClock(TimeSpan.FromMinutes(2)), _ => null });

        AssertProblem(await RawCall.SendAsync(request), 401, "signature-invalid");
    }

    [Fact]
    public async Task Request_SentTwice_IsAReplay()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        var body = """{"optedIn":true}"""u8.ToArray();
        using var request = RawCall.Signed(fixture.Stack, a.Key, HttpMethod.Put, "/v1/users/ana", body);
        using var again = RawCall.Copy(request, body);

        Assert.Equal(200, (await RawCall.SendAsync(request)).Status);
        AssertProblem(await RawCall.SendAsync(again), 401, "signature-replayed");
    }

    [Fact]
    public async Task Partner_WithAnEd25519Key_MayCall()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        using var key = SigningKey.CreateEd25519(a.Name + "-2");
        await PutAsync(a.Name, new { status = "live", endpoint = $"http://127.0.0.1:{a.Port}/relay", keys = new[] { Jwk(a.Key), Jwk(key) }, lanes = 2 });

        await Eventually.TrueAsync(
            async () =>
            {
                using var request = RawCall.Signed(fixture.Stack, key, HttpMethod.Put, "/v1/users/ana", """{"optedIn":false}"""u8.ToArray());
                return (await RawCall.SendAsync(request)).Status == 200;
            },
            "the new key is in force");
    }

    [Fact]
    public async Task Partner_Suspended_IsTurnedAway()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        await a.RegisterAsync(PartnerStatus.Suspended, 2);

        await Eventually.TrueAsync(
            async () =>
            {
                using var request = RawCall.Signed(fixture.Stack, a.Key, HttpMethod.Post, "/v1/envelopes", Empty);
                return (await RawCall.SendAsync(request)).Status == 403;
            },
            "the suspension is in force");
    }

    [Fact]
    public async Task Operator_CallByAPartnersKey_Is401()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        using var request = RawCall.Signed(fixture.Stack, a.Key, HttpMethod.Put, "/v1/partners/" + a.Name, "{}"u8.ToArray());

        AssertProblem(await RawCall.SendAsync(request), 401, "signature-invalid");
    }

    [Theory]
    [InlineData("""{"status":"asleep"}""", "status")]
    [InlineData("""{"status":"live","keys":[]}""", "keys")]
    [InlineData("""{"status":"live","keys":[null]}""", "keys[0]")]
    [InlineData("""{"status":"live","keys":[{"kty":"RSA","kid":"x"}]}""", "keys[0]")]
    [InlineData("""{"status":"live","keys":[KEY],"endpoint":"ftp://127.0.0.1/"}""", "endpoint")]
    [InlineData("""{"status":"live","keys":[KEY],"endpoint":"https://10.0.0.1/"}""", "endpoint")]
    [InlineData("""{"status":"live","keys":[KEY],"endpoint":"https://[::ffff:192.168.0.1]/"}""", "endpoint")]
    [InlineData("""{"status":"live","keys":[KEY],"endpoint":"http://169.254.169.254/metadata"}""", "endpoint")]
    [InlineData("""{"status":"live","keys":[KEY],"endpoint":"http://user:pw@127.0.0.1/"}""", "endpoint")]
    [InlineData("""{"status":"live","keys":[KEY],"endpoint":"http://127.0.0.1/","lanes":0}""", "lanes")]
    [InlineData("""{"status":"live","surprise":1}""", "surprise")]
    [InlineData("""not json""", "body")]
    public async Task PutPartner_BreakingARule_NamesTheField(string template, string field)
    {
        using var key = SigningKey.CreateEcdsaP256("rule-" + Guid.NewGuid().ToString("N"));
        var body = template.Replace("KEY", JsonSerializer.Serialize(Jwk(key)), StringComparison.Ordinal);
        using var operatorKey = fixture.Stack.Identity.OperatorKey();
        using var request = RawCall.Signed(fixture.Stack, operatorKey, HttpMethod.Put, "/v1/partners/rules", System.Text.Encoding.UTF8.GetBytes(body));

        var answer = await RawCall.SendAsync(request);

        AssertProblem(answer, 400, "malformed");
        using var problem = JsonDocument.Parse(answer.Body);
        Assert.Equal(field, problem.RootElement.GetProperty("field").GetString());
    }

    [Fact]
    public async Task PutPartner_WithAnotherPartnersKeyId_IsAConflict()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);

        var answer = await PutAsync("thief", new { status = "live", endpoint = "http://127.0.0.1:1/", keys = new[] { Jwk(a.Key) } });

        AssertProblem(answer, 409, "key-id-taken");
    }

    [Theory]
    [InlineData("""{"envelopes":[]}""", "envelopes")]
    [InlineData("""{"envelopes":{}}""", "envelopes")]
    [InlineData("""{"envelopes":[{"id":"1"}]}""", "envelopes[0].id")]
    [InlineData("""[]""", "body")]
    [InlineData("""{"envelopes":[{"id":"0190a000-0000-7000-8000-000000000001","class":"slow"}]}""", "envelopes[0].class")]
    public async Task PostEnvelopes_Malformed_NamesTheField(string body, string field)
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        using var request = RawCall.Signed(fixture.Stack, a.Key, HttpMethod.Post, "/v1/envelopes", System.Text.Encoding.UTF8.GetBytes(body));

        var answer = await RawCall.SendAsync(request);

        AssertProblem(answer, 400, "malformed");
        Assert.Equal(field, JsonDocument.Parse(answer.Body).RootElement.GetProperty("field").GetString());
    }

    [Fact]
    public async Task PostEnvelopes_Over16MiB_Is413()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        using var request = RawCall.Signed(fixture.Stack, a.Key, HttpMethod.Post, "/v1/envelopes", new byte[(16 * 1024 * 1024) + 1]);

        AssertProblem(await RawCall.SendAsync(request), 413, "too-large");
    }

    [Theory]
    [InlineData("GET", "/v1/nothing", 404)]
    [InlineData("PATCH", "/v1/nothing", 404)]
    [InlineData("GET", "/nowhere", 404)]
    public async Task Route_ThatDoesNotExist_IsAPlainRefusal(string method, string path, int status)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(fixture.Stack.Address, path));

        Assert.Equal(status, (await RawCall.SendAsync(request)).Status);
    }

    private static JsonWebKey Jwk(SigningKey key) => key.Public.ToJwk();

    private static void AssertProblem((int Status, string Body, string? ContentType) answer, int status, string code)
    {
        Assert.Equal(status, answer.Status);
        Assert.Equal("application/problem+json", answer.ContentType);
        Assert.Equal(code, JsonDocument.Parse(answer.Body).RootElement.GetProperty("code").GetString());
    }

    private async Task<(int Status, string Body, string? ContentType)> PutAsync(string partner, object settings)
    {
        using var key = fixture.Stack.Identity.OperatorKey();
        var body = JsonSerializer.SerializeToUtf8Bytes(settings, new JsonSerializerOptions(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull });
        using var request = RawCall.Signed(fixture.Stack, key, HttpMethod.Put, "/v1/partners/" + partner, body);
        return await RawCall.SendAsync(request);
    }

    private sealed class OffsetClock(TimeSpan offset) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + offset;
    }
}
