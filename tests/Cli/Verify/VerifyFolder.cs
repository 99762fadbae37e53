using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Relay.Cli.Verify;
using Relay.Client.Custody;
using Relay.Signatures;
using Relay.Signatures.Custody;

namespace Relay.Cli.Tests.Verify;

/// <summary>A folder with keys, a request of three envelopes, and the answer of a relay that took the first and the last.</summary>
internal sealed class VerifyFolder : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("relay-verify-").FullName;
    private readonly SigningKey _key = SigningKey.CreateEcdsaP256("relay-1");

    public VerifyFolder()
    {
        Directory.CreateDirectory(Chain);
        Write(Keys, new JsonObject { ["authority"] = "relay.example", ["keys"] = new JsonArray(Jwk(_key)) });
        Write(Request, new JsonObject { ["envelopes"] = new JsonArray([.. Ids.Select(Envelope)]) });
        var salt = new byte[CustodyHash.SaltLength];
        Write(Answer, new JsonObject
        {
            ["results"] = new JsonArray(Result(Ids[0], "accepted"), Result(Ids[1], "refused"), Result(Ids[2], "duplicate")),
            ["receipt"] = Token = Sign(Claims() with { Count = 2, Root = Root(salt, Ids[0], Ids[2]) }),
            ["salt"] = Base64Url.EncodeToString(salt),
        });
    }

    public Guid[] Ids { get; } = [Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7()];

    public string Token { get; }

    public string Keys => At("keys.json");

    public string Request => At("request.json");

    public string Answer => At("answer.json");

    public string Chain => At("chain");

    public string At(string name) => Path.Combine(_path, name);

    public static Receipt Claims() => new()
    {
        Relay = "relay.example",
        Partner = "instagram",
        AcceptedAt = new DateTimeOffset(2026, 3, 1, 12, 0, 0, 123, TimeSpan.Zero),
        Count = 1,
        Root = new string('A', 43),
        Instance = "instance-1",
        Number = 1,
    };

    public string Sign(Receipt claims)
    {
        var signer = new ReceiptSigner(_key);
        return signer.Sign(signer.Prepare(claims));
    }

    /// <summary>Writes an answer whose receipt covers one envelope, the first, with this digest of its content.</summary>
    public void WriteAnswer(byte[] content, params (Guid Id, string Status)[] results)
    {
        var (salt, leafSalt, leaf) = (new byte[CustodyHash.SaltLength], new byte[CustodyHash.Length], new byte[CustodyHash.Length]);
        CustodyHash.LeafSalt(salt, results[0].Id, leafSalt);
        CustodyHash.Leaf(leafSalt, results[0].Id, content, leaf);
        Write(Answer, new JsonObject
        {
            ["results"] = new JsonArray([.. results.Select(result => Result(result.Id, result.Status))]),
            ["receipt"] = Sign(Claims() with { Root = Base64Url.EncodeToString(leaf) }),
            ["salt"] = Base64Url.EncodeToString(salt),
        });
    }

    /// <summary>Writes the certificate of an erasure of instagram's ana; gives its file.</summary>
    public string WriteErasure()
    {
        var salt = new byte[Erasure.SaltLength];
        var at = new DateTimeOffset(2026, 3, 1, 12, 0, 0, 123, TimeSpan.Zero);
        var erasure = new Erasure
        {
            Relay = "relay.example",
            Partner = "instagram",
            UserHash = Base64Url.EncodeToString(Erasure.HashOf(salt, "instagram", "ana")),
            ErasedAt = at,
            Gone = ["routing", "held"],
            Until = [new ErasureRest("envelopes", at.AddDays(31)), new ErasureRest("ledger", at.AddDays(62))],
        };
        File.WriteAllBytes(At("erasure.json"), new ErasureCertificate(at, ErasureToken.Sign(erasure, _key), Base64Url.EncodeToString(salt)).ToJson());
        return At("erasure.json");
    }

    /// <summary>Puts a chain of that many receipts into its folder, one file each, named by number.</summary>
    public void WriteChain(int count)
    {
        string? previous = null;
        for (var number = 1; number <= count; number++)
        {
            var token = Sign(Claims() with { Number = number, Previous = previous });
            File.WriteAllText(Path.Combine(Chain, $"{number}.jws"), token + "\n");
            previous = ReceiptSigner.Link(token.AsSpan(0, token.LastIndexOf('.')));
        }
    }

    /// <summary>Runs the command here; gives the exit code and what it printed.</summary>
    public static async Task<(int Exit, string Output, string Errors)> RunAsync(VerifyInputs inputs, string standardInput = "")
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var run = new VerifyRun(inputs, () => new MemoryStream(Encoding.UTF8.GetBytes(standardInput)), output, errors);
        return (await run.RunAsync(CancellationToken.None), output.ToString(), errors.ToString());
    }

    public static JsonNode Jwk(SigningKey key) => JsonSerializer.SerializeToNode(key.Public.ToJwk(), JsonWebKeyContext.Default.JsonWebKey)!;

    public static void Write(string path, JsonNode json) => File.WriteAllText(path, json.ToJsonString());

    public void Dispose()
    {
        Directory.Delete(_path, recursive: true);
        _key.Dispose();
    }

    private string Root(byte[] salt, params Guid[] taken)
    {
        var sent = EnvelopeDigest.ReadRequest(File.ReadAllBytes(Request)).ToDictionary(envelope => envelope.Id);
        return Base64Url.EncodeToString(MerkleTree.Root([.. taken.Select(id =>
        {
            var (leafSalt, leaf) = (new byte[CustodyHash.Length], new byte[CustodyHash.Length]);
            CustodyHash.LeafSalt(salt, id, leafSalt);
            CustodyHash.Leaf(leafSalt, id, sent[id].Content, leaf);
            return leaf;
        })]));
    }

    private static JsonObject Envelope(Guid id) => new()
    {
        ["id"] = id,
        ["messageId"] = id,
        ["from"] = new JsonObject { ["partner"] = "instagram", ["user"] = "ana" },
        ["to"] = new JsonObject { ["partner"] = "whatsapp", ["user"] = "ben" },
        ["ciphertexts"] = new JsonArray(new JsonObject { ["device"] = 1, ["registrationId"] = 4711, ["type"] = 1, ["content"] = "AQID" }),
    };

    private static JsonObject Result(Guid id, string status) => new() { ["id"] = id, ["status"] = status };
}
