using Relay.Signatures;

namespace Relay.Client.Tests.Signatures;

public sealed class KeyPossessionTests
{
    private static readonly DateTimeOffset At = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);

    public static TheoryData<string> Kinds => ["ec", "okp"];

    [Fact]
    public void Statement_Parts_AreSixLines()
    {
        using var key = SigningKey.CreateEd25519("whatsapp-2");
        var jwk = key.Public.ToJwk();
        Assert.Equal(
            $"relay-partner-key-1\nrelay.example\nwhatsapp\nwhatsapp-2\n{KeyThumbprint.Of(jwk)}\n1800000000",
            KeyPossession.Statement("relay.example", "whatsapp", jwk, At.AddMilliseconds(999)));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Verify_OwnProof_Holds(string kind)
    {
        using var key = Create(kind);
        var proof = KeyPossession.Sign(key, "relay.example", "whatsapp", At);
        Assert.True(KeyPossession.Verify(proof, "relay.example", "whatsapp", key.Public.ToJwk(), At));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Verify_AnyOtherPart_DoesNotHold(string kind)
    {
        using var key = Create(kind);
        using var other = Create(kind);
        var (proof, jwk) = (KeyPossession.Sign(key, "relay.example", "whatsapp", At), key.Public.ToJwk());
        Assert.False(KeyPossession.Verify(proof, "other.example", "whatsapp", jwk, At));
        Assert.False(KeyPossession.Verify(proof, "relay.example", "instagram", jwk, At));
        Assert.False(KeyPossession.Verify(proof, "relay.example", "whatsapp", jwk with { Kid = "whatsapp-3" }, At));
        Assert.False(KeyPossession.Verify(proof, "relay.example", "whatsapp", other.Public.ToJwk(), At));
        Assert.False(KeyPossession.Verify(proof, "relay.example", "whatsapp", jwk, At.AddSeconds(1)));
        Assert.False(KeyPossession.Verify(proof[1..], "relay.example", "whatsapp", jwk, At));
        Assert.False(KeyPossession.Verify("", "relay.example", "whatsapp", jwk, At));
    }

    private static SigningKey Create(string kind) => kind == "ec" ? SigningKey.CreateEcdsaP256("whatsapp-2") : SigningKey.CreateEd25519("whatsapp-2");
}
