using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Relay.Signatures;

namespace Relay.Client.Tests.Signatures;

/// <summary>The keys and signatures of RFC 9421, appendix B, as far as the profile's algorithms go.</summary>
public sealed class Rfc9421VectorTests
{
    private const string EcPublic =
        "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEqIVYZVLCrPZHGHjP17CTW0/+D9Lfw0EkjqF7xB4FivAxzic30tMM4GF+hR6Dxh71Z50VGGdldkkDXZCnTNnoXQ==";

    private const string EcPrivate =
        "MHcCAQEEIFKbhfNZfpDsW43+0+JjUr9K+bTeuxopu653+hBaXGA7oAoGCCqGSM49AwEHoUQDQgAEqIVYZVLCrPZHGHjP17CTW0/+D9Lfw0EkjqF7xB4FivAxzic30tMM4GF+hR6Dxh71Z50VGGdldkkDXZCnTNnoXQ==";

    private const string EdPrivatePem = """
        -----BEGIN PRIVATE KEY-----
        MC4CAQAwBQYDK2VwBCIEIJ+DYvh6SEqVTm50DFtMDoQikTmiCqirVv9mWG9qfSnF
        -----END PRIVATE KEY-----
        """;

    private const string EdSignature = "wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==";

    private const string EdBase =
        "\"date\": Tue, 20 Apr 2021 02:07:55 GMT\n"
        + "\"@method\": POST\n"
        + "\"@path\": /foo\n"
        + "\"@authority\": example.com\n"
        + "\"content-type\": application/json\n"
        + "\"content-length\": 18\n"
        + "\"@signature-params\": (\"date\" \"@method\" \"@path\" \"@authority\" \"content-type\" \"content-length\")"
        + ";created=1618884473;keyid=\"test-key-ed25519\"";

    [Fact]
    public void Ed25519_KeyOfB14_GivesTheSignatureOfB26()
    {
        using var key = SigningKey.ImportPkcs8Pem("test-key-ed25519", EdPrivatePem);
        Assert.Equal("JrQLj5P_89iXES9-vFgrIy29clF9CC_oPPsw3c5D0bs", key.Public.ToJwk().X);

        var signature = new byte[64];
        Assert.Equal(64, key.Sign(Encoding.ASCII.GetBytes(EdBase), signature));
        Assert.Equal(EdSignature, Convert.ToBase64String(signature));
        Assert.True(key.Public.Verify(Encoding.ASCII.GetBytes(EdBase), signature));
        Assert.False(key.Public.Verify(Encoding.ASCII.GetBytes(EdBase + " "), signature));
    }

    [Fact]
    public void Ecdsa_KeyOfB13_VerifiesTheSignatureOfB24()
    {
        const string text =
            "\"@status\": 200\n"
            + "\"content-type\": application/json\n"
            + "\"content-digest\": sha-512=:mEWXIS7MaLRuGgxOBdODa3xqM1XdEvxoYhvlCFJ41QJgJc4GTsPp29l5oGX69wWdXymyU0rjJuahq4l5aGgfLQ==:\n"
            + "\"content-length\": 23\n"
            + "\"@signature-params\": (\"@status\" \"content-type\" \"content-digest\" \"content-length\")"
            + ";created=1618884473;keyid=\"test-key-ecc-p256\"";
        var signature = Convert.FromBase64String("wNmSUAhwb5LxtOtOpNa6W5xj067m5hFrj0XQ4fvpaCLx0NKocgPquLgyahnzDnDAUy5eCdlYUEkLIj+32oiasw==");
        var spki = Convert.FromBase64String(EcPublic);
        // The last 64 bytes of the SubjectPublicKeyInfo are x and y.
        var key = VerificationKey.FromJwk(new JsonWebKey
        {
            Kty = "EC",
            Crv = "P-256",
            Kid = "test-key-ecc-p256",
            X = Base64Url.EncodeToString(spki.AsSpan(spki.Length - 64, 32)),
            Y = Base64Url.EncodeToString(spki.AsSpan(spki.Length - 32)),
        });

        Assert.True(key.Verify(Encoding.ASCII.GetBytes(text), signature));
        signature[10] ^= 1;
        Assert.False(key.Verify(Encoding.ASCII.GetBytes(text), signature));
    }

    [Fact]
    public void Ecdsa_PrivateKeyOfB13AsPkcs8_SignsForItsPublicKey()
    {
        using var ec = ECDsa.Create();
        ec.ImportECPrivateKey(Convert.FromBase64String(EcPrivate), out _);
        using var key = SigningKey.ImportPkcs8Pem("test-key-ecc-p256", ec.ExportPkcs8PrivateKeyPem());
        Assert.Equal(EcPublic, Convert.ToBase64String(ec.ExportSubjectPublicKeyInfo()));

        var signature = new byte[64];
        key.Sign("data"u8, signature);
        Assert.True(ec.VerifyData("data"u8, signature, HashAlgorithmName.SHA256));
        Assert.True(VerificationKey.FromJwk(key.Public.ToJwk()).Verify("data"u8, signature));
    }
}
