using System.Text.Json;
using Relay.Client.Accounts;
using Relay.Client.Envelopes;
using Relay.Road.Tests.Fixtures;
using Relay.Signatures;

namespace Relay.Road.Tests;

/// <summary>Partners change their signing keys by themselves.</summary>
[Collection(SharedStack.Name)]
public sealed class PartnerKeyTests(StackFixture fixture)
{
    private const string Path = "/v1/partner/keys";

    [Fact]
    public async Task Rotation_WhileSending_LosesAndRefusesNothing()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        await using var b = await TestPartner.StartAsync(fixture.Stack);
        await a.OptInAsync("ana");
        await b.OptInAsync("ben");
        using var second = SigningKey.CreateEd25519(a.Name + "-2");
        using var third = SigningKey.CreateEcdsaP256(a.Name + "-3");
        using var rotated = new CancellationTokenSource();
        var sent = new List<Guid>();
        var sending = Task.Run(async () =>
        {
            while (!rotated.IsCancellationRequested)
            {
                var envelope = a.Envelope("ana", b, "ben");
                // One attempt each: a refused signature would be thrown.
                Assert.Equal(SendStatus.Accepted, (await a.SendAsync(envelope)).Status);
                sent.Add(envelope.Id);
            }
        });

        await a.Client.RotateKeyAsync(a.Name, second);
        Assert.True(await a.Client.RemovePartnerKeyAsync(a.Key.KeyId));
        await a.Client.RotateKeyAsync(a.Name, third);
        Assert.Equal(a.Name + "-3", (await a.Client.GetPartnerKeysAsync()).SignedBy);
        await rotated.CancelAsync();
        await sending;

        Assert.NotEmpty(sent);
        await Eventually.TrueAsync(() => b.Received.Count >= sent.Count, $"all {sent.Count} arrive");
        Assert.Equal(sent, b.Received.Select(envelope => envelope.Id));
        Assert.Equal([second.KeyId, third.KeyId], (await a.Client.GetPartnerKeysAsync()).Keys.Select(key => key.Key.Kid));
    }

    [Fact]
    public async Task Add_Again_IsTheSameAnswerAndChangesNothing()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack, events: true);
        using var next = SigningKey.CreateEd25519(a.Name + "-2");

        Assert.Equal(201, (await AddAsync(a, next)).Status);
        Assert.Equal(200, (await AddAsync(a, next)).Status);

        var keys = await a.Client.GetPartnerKeysAsync();
        Assert.Equal([a.Key.KeyId, next.KeyId], keys.Keys.Select(key => key.Key.Kid));
        Assert.Equal((a.Key.KeyId, 8), (keys.SignedBy, keys.Most));
        Assert.Equal(KeyThumbprint.Of(next.Public.ToJwk()), keys.Keys[1].Thumbprint);
        await Eventually.TrueAsync(() => a.Notices.Any(notice => notice.Type == "key.added" && notice.Facts!["kid"] == next.KeyId), "the partner is told");
    }

    [Fact]
    public async Task Add_ProofOfAnotherKey_IsRefused()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        using var next = SigningKey.CreateEd25519(a.Name + "-2");
        using var impostor = SigningKey.CreateEd25519(a.Name + "-2");

        AssertProblem(await AddAsync(a, next, provedBy: impostor), 422, "proof-wrong");
        AssertProblem(await AddAsync(a, next, partner: "instagram"), 422, "proof-wrong");
        Assert.Single((await a.Client.GetPartnerKeysAsync()).Keys);
    }

    [Theory]
    [InlineData("""{}""", "key")]
    [InlineData("""{"key":{"kty":"OKP","crv":"Ed25519","kid":"x","x":"AAAA"}}""", "key")]
    [InlineData("""{"key":{"kty":"OKP","crv":"Ed25519","kid":"x","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo","d":"secret"}}""", "key.d")]
    [InlineData("""{"key":{"kty":"OKP","crv":"Ed25519","kid":"x-1","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}}""", "key.kid")]
    [InlineData("""{"notBefore":"tomorrow"}""", "notBefore")]
    public async Task Add_Malformed_NamesTheField(string body, string field)
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        using var request = RawCall.Signed(fixture.Stack, a.Key, HttpMethod.Post, Path, System.Text.Encoding.UTF8.GetBytes(body));

        var answer = await RawCall.SendAsync(request);

        AssertProblem(answer, 400, "malformed");
        Assert.Equal(field, JsonDocument.Parse(answer.Body).RootElement.GetProperty("field").GetString());
        Assert.DoesNotContain("secret", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Remove_OwnKey_IsInUse()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        using var next = SigningKey.CreateEd25519(a.Name + "-2");
        await AddAsync(a, next);

        AssertProblem(await SendAsync(a.Key, HttpMethod.Delete, $"{Path}/{a.Key.KeyId}"), 409, "key-in-use");
        AssertProblem(await SendAsync(a.Key, HttpMethod.Delete, $"{Path}/{a.Name}-9"), 404, "not-found");
        Assert.Equal(2, (await a.Client.GetPartnerKeysAsync()).Keys.Count);
    }

    [Theory]
    [InlineData(-2, -1, "key-expired")]
    [InlineData(1, 2, "key-not-yet-valid")]
    [InlineData(-1, 1, null)]
    public async Task Request_ByAKeyOutOfItsTime_IsToldSo(int from, int until, string? code)
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        using var timed = SigningKey.CreateEd25519(a.Name + "-2");
        var now = DateTimeOffset.UtcNow;
        var jwk = timed.Public.ToJwk() with { NotBefore = now.AddDays(from), ExpiresAt = now.AddDays(until) };
        var record = await a.SetAsync(record => record with { Keys = [.. record.Keys!, jwk] });
        Assert.Equal(jwk.ExpiresAt, record.Keys![1].ExpiresAt);

        await Eventually.TrueAsync(
            async () =>
            {
                var answer = await SendAsync(timed, HttpMethod.Get, Path);
                return code is null ? answer.Status == 200 : answer.Status == 401 && Code(answer) == code;
            },
            $"the key is {code ?? "good"}");
        Assert.Equal(200, (await SendAsync(a.Key, HttpMethod.Get, Path)).Status);
    }

    [Fact]
    public async Task PutPartner_WithoutKeys_LeavesThoseThatThePartnerAdded()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        using var next = SigningKey.CreateEd25519(a.Name + "-2");
        await AddAsync(a, next);

        var record = await a.SetAsync(record => record with { Keys = null, Lanes = record.Lanes });

        Assert.Equal([a.Key.KeyId, next.KeyId], record.Keys!.Select(key => key.Kid));
    }

    [Fact]
    public async Task Change_BySuspendedPartner_IsRefused()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        using var next = SigningKey.CreateEd25519(a.Name + "-2");
        await a.RegisterAsync(PartnerStatus.Suspended, 2);

        await Eventually.TrueAsync(async () => (await AddAsync(a, next)).Status == 403, "the suspension is in force");
    }

    private async Task<(int Status, string Body, string? ContentType)> AddAsync(TestPartner owner, SigningKey key, SigningKey? provedBy = null, string? partner = null)
    {
        var at = DateTimeOffset.UtcNow;
        var proof = KeyPossession.Sign(provedBy ?? key, fixture.Stack.Authority, partner ?? owner.Name, at);
        var body = JsonSerializer.SerializeToUtf8Bytes(new { key = key.Public.ToJwk(), proof = new { at, signature = proof } });
        using var request = RawCall.Signed(fixture.Stack, owner.Key, HttpMethod.Post, Path, body);
        return await RawCall.SendAsync(request);
    }

    private static string? Code((int Status, string Body, string? ContentType) answer) => JsonDocument.Parse(answer.Body).RootElement.GetProperty("code").GetString();

    private static void AssertProblem((int Status, string Body, string? ContentType) answer, int status, string code)
    {
        Assert.Equal(status, answer.Status);
        Assert.Equal("application/problem+json", answer.ContentType);
        Assert.Equal(code, Code(answer));
    }

    private async Task<(int Status, string Body, string? ContentType)> SendAsync(SigningKey key, HttpMethod method, string path)
    {
        using var request = RawCall.Signed(fixture.Stack, key, method, path, []);
        return await RawCall.SendAsync(request);
    }
}
