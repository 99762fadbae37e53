using Microsoft.Extensions.Options;
using Relay.Functions.Hosting;
using Relay.Functions.PartnerKeys;
using Relay.Signatures;

namespace Relay.Functions.Tests.PartnerKeys;

public sealed class PartnerKeyCheckTests : IDisposable
{
    private readonly ManualClock _clock = new();
    private readonly SigningKey _key = SigningKey.CreateEcdsaP256("whatsapp-2");

    public void Dispose() => _key.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(-300)]
    [InlineData(300)]
    public void Check_GoodRequest_GivesTheKeyWithItsTimes(int seconds)
    {
        var (from, until) = (_clock.GetUtcNow().AddDays(1), _clock.GetUtcNow().AddDays(400));

        var (key, problem) = Check(Request(at: _clock.GetUtcNow().AddSeconds(seconds)) with { NotBefore = from, ExpiresAt = until });

        Assert.Null(problem);
        Assert.Equal(_key.Public.ToJwk() with { NotBefore = from, ExpiresAt = until }, key);
    }

    [Theory]
    [InlineData("relay.example:8443", "whatsapp")] // another relay
    [InlineData(KeyTown.Authority, "instagram")] // another partner
    public void Check_ProofForAnother_IsWrong(string authority, string partner) =>
        Assert.Equal("proof-wrong", Check(Request(authority: authority, partner: partner)).Problem?.Code);

    [Fact]
    public void Check_ProofByAnotherKey_IsWrong()
    {
        using var other = SigningKey.CreateEcdsaP256("whatsapp-2");
        Assert.Equal("proof-wrong", Check(Request() with { Key = other.Public.ToJwk() }).Problem?.Code);
    }

    [Fact]
    public void Check_ProofOfAnotherKeyIdOrTime_IsWrong()
    {
        var good = Request();
        Assert.Equal("proof-wrong", Check(good with { Key = good.Key! with { Kid = "whatsapp-3" } }).Problem?.Code);
        Assert.Equal("proof-wrong", Check(good with { Proof = good.Proof! with { At = good.Proof.At!.Value.AddSeconds(1) } }).Problem?.Code);
    }

    [Theory]
    [InlineData("")]
    [InlineData("AAAA")]
    [InlineData("not base64url!")]
    public void Check_ProofThatIsNoSignature_IsWrong(string signature) =>
        Assert.Equal("proof-wrong", Check(Request() with { Proof = new PartnerKeyProof(_clock.GetUtcNow(), signature) }).Problem?.Code);

    [Theory]
    [InlineData(-301)]
    [InlineData(301)]
    public void Check_ProofOfAnotherTime_IsMalformed(int seconds) =>
        Assert.Equal("proof.at", Check(Request(at: _clock.GetUtcNow().AddSeconds(seconds))).Problem?.Field);

    [Fact]
    public void Check_PartsLeftOut_AreNamed()
    {
        Assert.Equal("key", Check(Request() with { Key = null }).Problem?.Field);
        Assert.Equal("proof", Check(Request() with { Proof = null }).Problem?.Field);
        Assert.Equal("proof", Check(Request() with { Proof = new PartnerKeyProof(null, "AAAA") }).Problem?.Field);
        Assert.Equal("proof", Check(Request() with { Proof = new PartnerKeyProof(_clock.GetUtcNow(), null) }).Problem?.Field);
    }

    [Theory]
    [InlineData("instagram-1")]
    [InlineData("whatsapp")]
    [InlineData("whatsapp2-1")]
    [InlineData("whatsapp-/1")]
    public void Check_KeyIdThatAnotherPartnerMayWant_IsMalformed(string kid)
    {
        using var key = SigningKey.CreateEd25519(kid);
        var proof = new PartnerKeyProof(_clock.GetUtcNow(), KeyPossession.Sign(key, KeyTown.Authority, "whatsapp", _clock.GetUtcNow()));
        Assert.Equal("key.kid", Check(new PartnerKeyRequest(key.Public.ToJwk(), null, null, proof)).Problem?.Field);
    }

    [Fact]
    public void Check_TimesThatMakeNoSense_AreMalformed()
    {
        var now = _clock.GetUtcNow();
        Assert.Equal("expiresAt", Check(Request() with { ExpiresAt = now }).Problem?.Field);
        Assert.Equal("expiresAt", Check(Request() with { ExpiresAt = now.AddDays(1), NotBefore = now.AddDays(1) }).Problem?.Field);
        var good = Request();
        Assert.Equal("key", Check(good with { Key = good.Key! with { ExpiresAt = now.AddDays(1) } }).Problem?.Field);
    }

    [Fact]
    public void Check_KeyOfAnotherKind_IsMalformed()
    {
        var good = Request();
        Assert.Equal("key", Check(good with { Key = good.Key! with { Kty = "RSA" } }).Problem?.Field);
        Assert.Equal("key", Check(good with { Key = good.Key! with { X = "AAAA" } }).Problem?.Field);
    }

    private PartnerKeyRequest Request(string authority = KeyTown.Authority, string partner = KeyTown.Partner, DateTimeOffset? at = null)
    {
        var time = at ?? _clock.GetUtcNow();
        return new PartnerKeyRequest(_key.Public.ToJwk(), null, null, new PartnerKeyProof(time, KeyPossession.Sign(_key, authority, partner, time)));
    }

    private (JsonWebKey? Key, Problem? Problem) Check(PartnerKeyRequest request) =>
        new PartnerKeyCheck(Options.Create(new RelayOptions { Authority = KeyTown.Authority }), _clock).Check(KeyTown.Partner, request);
}
