using System.Security.Cryptography;
using System.Text.Json;
using Relay.Signatures;

namespace Relay.Client.Tests.Signatures;

public sealed class KeyTests
{
    private static readonly JsonWebKey Ec = SigningKey.CreateEcdsaP256("k-1").Public.ToJwk();
    private static readonly JsonWebKey Okp = SigningKey.CreateEd25519("k-1").Public.ToJwk();

    public static TheoryData<string, string, string?> Broken => new()
    {
        { "EC", "kty", "RSA" },
        { "EC", "kty", null },
        { "EC", "crv", "P-384" },
        { "EC", "crv", null },
        { "EC", "kid", "" },
        { "EC", "kid", null },
        { "EC", "kid", "a b" },
        { "EC", "kid", "a\"b" },
        { "EC", "alg", "ES384" },
        { "EC", "use", "enc" },
        { "EC", "x", null },
        { "EC", "y", null },
        { "EC", "x", "AAAA" },
        { "EC", "y", Ec.Y + "=" },
        { "EC", "x", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" },
        { "OKP", "crv", "X25519" },
        { "OKP", "alg", "ES256" },
        { "OKP", "x", "AAAA" },
        { "OKP", "x", "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" }, // y = 1: the neutral element
        { "OKP", "x", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" }, // y = 0: order 4
        { "OKP", "x", "xxdqcD1N2E-6PAt2DRBnDyogU_osOczGTsf9d5KsA3o" }, // order 8
        { "OKP", "x", "7f_______________________________________38" }, // y = p, not canonical
        { "OKP", "x", "AgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" }, // y = 2: no point
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void FromJwk_MemberUnsuitable_IsNamed(string kty, string member, string? value)
    {
        var good = kty == "EC" ? Ec : Okp;
        var broken = member switch
        {
            "kty" => good with { Kty = value! },
            "crv" => good with { Crv = value! },
            "kid" => good with { Kid = value! },
            "alg" => good with { Alg = value },
            "use" => good with { Use = value },
            "x" => good with { X = value! },
            _ => good with { Y = value },
        };
        Assert.StartsWith(member + ":", Assert.Throws<FormatException>(() => VerificationKey.FromJwk(broken)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FromJwk_ManyGoodKeys_AreTaken()
    {
        for (var i = 0; i < 20; i++)
        {
            using var key = SigningKey.CreateEd25519("k-1");
            Assert.Equal(key.Public.ToJwk(), VerificationKey.FromJwk(key.Public.ToJwk()).ToJwk());
        }
    }

    [Fact]
    public void Jwk_PrivateDocument_KeepsNothingPrivate()
    {
        var json = JsonSerializer.Serialize(Okp, JsonWebKeyContext.Default.JsonWebKey);
        var read = JsonSerializer.Deserialize(json.Replace("{", "{\"d\":\"secret\",", StringComparison.Ordinal), JsonWebKeyContext.Default.JsonWebKey);
        Assert.Equal(Okp, read);
        Assert.Equal("""{"kty":"OKP","crv":"Ed25519","kid":"k-1","x":"XX","alg":"EdDSA","use":"sig"}""", json.Replace(Okp.X, "XX", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(SignatureAlgorithms.EcdsaP256Sha256)]
    [InlineData(SignatureAlgorithms.Ed25519)]
    public void ImportPkcs8Pem_WhatWasExported_IsTheSameKey(string algorithm)
    {
        using var key = algorithm == SignatureAlgorithms.Ed25519 ? SigningKey.CreateEd25519("k-1") : SigningKey.CreateEcdsaP256("k-1");
        using var again = SigningKey.ImportPkcs8Pem("k-1", key.ExportPkcs8Pem());
        Assert.Equal(key.Public.ToJwk(), again.Public.ToJwk());
        Assert.Equal(algorithm, again.Algorithm);
    }

    [Fact]
    public void ImportPkcs8Pem_Unsuitable_FormatException()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using var rsa = RSA.Create(2048);
        string[] unsuitable =
        [
            "", "text", other.ExportPkcs8PrivateKeyPem(), rsa.ExportPkcs8PrivateKeyPem(), other.ExportSubjectPublicKeyInfoPem(),
            PemEncoding.WriteString("PRIVATE KEY", [0x30, 0x03, 1, 2]), PemEncoding.WriteString("PRIVATE KEY", []),
        ];
        Assert.All(unsuitable, pem => Assert.Throws<FormatException>(() => SigningKey.ImportPkcs8Pem("k-1", pem)));
        Assert.Throws<ArgumentException>(() => SigningKey.CreateEd25519("a b"));
    }

    [Theory]
    [InlineData(SignatureAlgorithms.EcdsaP256Sha256)]
    [InlineData(SignatureAlgorithms.Ed25519)]
    public void Key_UsedByManyThreads_SignsAndVerifies(string algorithm)
    {
        using var key = algorithm == SignatureAlgorithms.Ed25519 ? SigningKey.CreateEd25519("k-1") : SigningKey.CreateEcdsaP256("k-1");
        Parallel.For(0, 200, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
        {
            var signature = new byte[64];
            key.Sign(BitConverter.GetBytes(i), signature);
            Assert.True(key.Public.Verify(BitConverter.GetBytes(i), signature));
            Assert.False(key.Public.Verify(BitConverter.GetBytes(i + 1), signature));
        });
    }

    [Theory]
    [InlineData(SignatureAlgorithms.EcdsaP256Sha256)]
    [InlineData(SignatureAlgorithms.Ed25519)]
    public void Sign_DisposedOrNoRoom_Throws(string algorithm)
    {
        var key = algorithm == SignatureAlgorithms.Ed25519 ? SigningKey.CreateEd25519("k-1") : SigningKey.CreateEcdsaP256("k-1");
        Assert.Throws<ArgumentException>(() => key.Sign([], new byte[63]));
        Assert.False(key.Public.Verify([], new byte[63]));
        key.Dispose();
        Assert.Throws<ObjectDisposedException>(() => key.Sign([], new byte[64]));
        Assert.Throws<ObjectDisposedException>(key.ExportPkcs8Pem);
    }
}
