using System.Buffers.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Relay.Client.Custody;
using Relay.Client.Tests.Signatures;
using Relay.Signatures;
using Relay.Signatures.Custody;

namespace Relay.Client.Tests.Custody;

/// <summary>What docs/receipts.md shows is what comes out, here and in an implementation of its own.</summary>
public sealed class DocumentedExampleTests
{
    // RFC 8037, appendix A.1: a secret that everybody knows.
    private const string Pem = """
        -----BEGIN PRIVATE KEY-----
        MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g
        -----END PRIVATE KEY-----
        """;

    private readonly DocumentedExample _example = new();

    private ReceiptVerifier Verifier => new([VerificationKey.FromJwk(_example.Key.Deserialize(JsonWebKeyContext.Default.JsonWebKey)!)], "relay.example");

    [Fact]
    public void Receipt_AndItsRequest_AreGood()
    {
        var check = Verifier.Check(CustodyReceipt.Read(_example.Answer)!, EnvelopeDigest.ReadRequest(_example.Request));
        Assert.True(check.IsGood);
        Assert.True(_example.Says(check.Receipt.Link));
    }

    [Fact]
    public void Receipt_SignedAgain_IsTheSameText()
    {
        using var key = SigningKey.ImportPkcs8Pem("relay-1", Pem);
        var (claims, answer) = (_example.Claims, JsonNode.Parse(_example.Answer)!);
        var signer = new ReceiptSigner(key);
        var token = signer.Sign(signer.Prepare(new Receipt
        {
            Relay = (string)claims["iss"]!,
            Partner = (string)claims["sub"]!,
            AcceptedAt = (DateTimeOffset)answer["acceptedAt"]!,
            Count = (int)claims["count"]!,
            Root = (string)claims["root"]!,
            Instance = (string)claims["instance"]!,
            Number = (long)claims["number"]!,
            Previous = (string)claims["previous"]!,
        }));
        Assert.Equal((string)answer["receipt"]!, token);
    }

    [Fact]
    public void Leaves_EachStep_IsTheTables()
    {
        var sent = EnvelopeDigest.ReadRequest(_example.Request);
        var salt = Base64UrlText.Read((string)JsonNode.Parse(_example.Answer)!["salt"]!)!;
        var (leafSalt, leaf) = (new byte[32], new byte[32]);
        for (var i = 0; i < 2; i++)
        {
            CustodyHash.LeafSalt(salt, sent[i].Id, leafSalt);
            CustodyHash.Leaf(leafSalt, sent[i].Id, sent[i].Content, leaf);
            Assert.Equal(_example.Row("content")[i], Base64Url.EncodeToString(sent[i].Content));
            Assert.Equal(_example.Row("leafSalt")[i], Base64Url.EncodeToString(leafSalt));
            Assert.Equal(_example.Row("leaf")[i], Base64Url.EncodeToString(leaf));
        }

        using var ciphertexts = new CiphertextsDigest(2);
        ciphertexts.Add(1, 4711, 1, [1, 2, 3, 4]);
        ciphertexts.Add(2, 815, 3, [5, 6, 7, 8, 9]);
        Assert.Equal(_example.Row("ciphertexts")[0], Base64Url.EncodeToString(ciphertexts.Finish()));
    }

    [Fact]
    public void Proof_OfTheSecondEnvelope_IsTheDocuments()
    {
        var sent = EnvelopeDigest.ReadRequest(_example.Request);
        Assert.True(Verifier.Check(InclusionProof.Read(_example.Proof), sent[1]).IsGood);
        Verifier.Prove(CustodyReceipt.Read(_example.Answer)!, sent, sent[1].Id, out var proof);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(_example.Proof), JsonNode.Parse(proof!.ToJson())));
    }

    [Fact]
    public async Task Node_FromTheDocumentAlone_ComputesTheSame()
    {
        var computed = await NodeAsync(_example.Key, JsonNode.Parse(_example.Request)!, JsonNode.Parse(_example.Answer)!);

        Assert.True((bool)computed["signature"]!);
        Assert.True(JsonNode.DeepEquals(_example.Claims, computed["claims"]));
        Assert.Equal((string)_example.Claims["root"]!, (string)computed["root"]!);
        Assert.True(_example.Says((string)computed["link"]!));
        foreach (var row in new[] { "ciphertexts", "content", "leafSalt", "leaf" })
            Assert.Equal(_example.Row(row), computed["envelopes"]!.AsArray().Select(envelope => (string)envelope![row]!));
    }

    [Fact]
    public async Task Node_ReceiptOfAnEcdsaKey_VerifiesByNode()
    {
        using var sample = new ReceiptSample();
        var receipt = sample.Sign(ReceiptSample.Envelopes(1));
        var answer = JsonNode.Parse(_example.Answer)!;
        answer["receipt"] = receipt.Token;
        var key = JsonSerializer.SerializeToNode(sample.Key.Public.ToJwk(), JsonWebKeyContext.Default.JsonWebKey)!;

        Assert.True((bool)(await NodeAsync(key, JsonNode.Parse(_example.Request)!, answer))["signature"]!);
    }

    private static Task<JsonNode> NodeAsync(JsonNode key, JsonNode request, JsonNode answer) => NodeSignatures.RunAsync(
        new JsonObject { ["jwk"] = key.DeepClone(), ["request"] = request, ["answer"] = answer }, "receipts.mjs");
}
