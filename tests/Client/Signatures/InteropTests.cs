using System.Text.Json;
using System.Text.Json.Nodes;
using Relay.Signatures;

namespace Relay.Client.Tests.Signatures;

/// <summary>The same request, signed by one implementation and verified by the other.</summary>
public sealed class InteropTests
{
    public static TheoryData<string, string, string> Requests => new()
    {
        { SignatureAlgorithms.EcdsaP256Sha256, "POST", "/v1/envelopes" },
        { SignatureAlgorithms.EcdsaP256Sha256, "GET", "/v1/media/0190?part=1&name=a%20b" },
        { SignatureAlgorithms.Ed25519, "PUT", "/v1/users/ana%40x" },
        { SignatureAlgorithms.Ed25519, "GET", "/v1/users/ana?a=b" },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task Sign_ByRelay_VerifiesByNode(string algorithm, string method, string target)
    {
        using var key = Create(algorithm);
        var line = Line(method, target);
        var headers = new MessageSigner(key, SignatureTags.Request, TimeProvider.System).Sign(line, "body"u8);
        var task = new JsonObject
        {
            ["do"] = "verify",
            ["jwk"] = JsonSerializer.SerializeToNode(key.Public.ToJwk(), JsonWebKeyContext.Default.JsonWebKey),
            ["alg"] = algorithm,
            ["method"] = method,
            ["url"] = "https://relay.example" + target,
            ["digest"] = headers.ContentDigest,
            ["signatureInput"] = headers.SignatureInput,
            ["signature"] = headers.Signature,
        };

        var answer = await NodeSignatures.RunAsync(task);
        Assert.True((bool)answer["valid"]!, answer.ToJsonString());

        task["url"] = "https://relay.example/other";
        Assert.False((bool)(await NodeSignatures.RunAsync(task))["valid"]!);
    }

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task Sign_ByNode_VerifiesByRelay(string algorithm, string method, string target)
    {
        using var key = Create(algorithm);
        var sample = new Sample { Signer = key, Line = Line(method, target) };
        var digest = ContentDigest.Create(sample.Body);
        var answer = await NodeSignatures.RunAsync(new JsonObject
        {
            ["do"] = "sign",
            ["pem"] = key.ExportPkcs8Pem(),
            ["alg"] = algorithm,
            ["keyid"] = key.KeyId,
            ["tag"] = SignatureTags.Request,
            ["nonce"] = "AAECAwQFBgcICQoLDA0ODw",
            ["created"] = Sample.Start.ToUnixTimeSeconds(),
            ["order"] = new JsonArray("content-digest", "@path", "@query", "@method", "@authority"),
            ["method"] = method,
            ["url"] = "https://relay.example" + target,
            ["digest"] = digest,
        });

        sample = sample with { Digest = digest, Input = (string)answer["signatureInput"]!, Signature = (string)answer["signature"]! };
        Assert.Equal(SignatureFailure.None, sample.Check());
        Assert.Equal(SignatureFailure.SignatureInvalid, (sample with { Line = sample.Line with { Path = "/other" } }).Check());
    }

    private static SigningKey Create(string algorithm) => algorithm == SignatureAlgorithms.Ed25519
        ? SigningKey.CreateEd25519("interop-1")
        : SigningKey.CreateEcdsaP256("interop-1");

    private static SignedRequestLine Line(string method, string target)
    {
        var query = target.IndexOf('?', StringComparison.Ordinal);
        return query < 0
            ? new SignedRequestLine(method, "relay.example", target, "")
            : new SignedRequestLine(method, "relay.example", target[..query], target[query..]);
    }
}
