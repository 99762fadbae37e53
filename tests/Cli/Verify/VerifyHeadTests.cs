using System.Text.Json.Nodes;
using Relay.Cli.Verify;
using Relay.Signatures;
using Relay.Signatures.Transparency;

namespace Relay.Cli.Tests.Verify;

public sealed class VerifyHeadTests : IDisposable
{
    private static readonly byte[][] Leaves = [LogHash.Leaf([1]), LogHash.Leaf([2])];
    private static readonly byte[] Root = LogHash.Node(Leaves[0], Leaves[1]);

    private readonly VerifyFolder _folder = new();
    private readonly SigningKey _key = SigningKey.CreateEcdsaP256("relay-log-1");

    public VerifyHeadTests() =>
        VerifyFolder.Write(_folder.At("log-keys.json"), new JsonObject { ["authority"] = "relay.example", ["keys"] = new JsonArray(VerifyFolder.Jwk(_key)) });

    public void Dispose()
    {
        _folder.Dispose();
        _key.Dispose();
    }

    [Fact]
    public async Task Verify_Head_SaysInOneLineWhatItIs()
    {
        var (exit, output, _) = await RunAsync(Write("a", 2, Root));
        Assert.Equal(VerifyExit.Good, exit);
        Assert.StartsWith("good: relay.example had 2 entries in its log of keys at 2026-03-01 12:00:00.123 UTC, root ", output);
    }

    [Fact]
    public async Task Verify_TwoHeadsOfOneLog_AreGoodWithTheProof()
    {
        string[] heads = [Write("a", 1, Leaves[0]), Write("b", 2, Root)];
        VerifyFolder.Write(_folder.At("proof"), new JsonObject { ["from"] = 1, ["to"] = 2, ["path"] = new JsonArray(Convert.ToBase64String(Leaves[1])) });

        Assert.Equal(VerifyExit.NotChecked, (await RunAsync(heads)).Exit);
        Assert.Equal(VerifyExit.Good, (await RunAsync(_folder.At("proof"), heads)).Exit);
        Assert.Equal(VerifyExit.NotChecked, (await RunAsync(_folder.At("proof"), [heads[0], heads[0]])).Exit);
        Assert.Equal(VerifyExit.Good, (await RunAsync(heads[1], heads[1])).Exit);
    }

    [Fact]
    public async Task Verify_TwoTrees_AreBad()
    {
        var (exit, output, _) = await RunAsync(Write("a", 2, Root), Write("b", 2, Leaves[0]));
        Assert.Equal(VerifyExit.Bad, exit);
        Assert.Contains("two different trees", output);

        VerifyFolder.Write(_folder.At("proof"), new JsonObject { ["from"] = 1, ["to"] = 2, ["path"] = new JsonArray(Convert.ToBase64String(Leaves[0])) });
        Assert.Equal(VerifyExit.Bad, (await RunAsync(_folder.At("proof"), [Write("c", 1, Leaves[0]), _folder.At("a")])).Exit);
    }

    [Fact]
    public async Task Verify_HeadOfAnotherKey_IsBad()
    {
        using var other = SigningKey.CreateEcdsaP256("relay-log-1");
        Assert.Equal(VerifyExit.Bad, (await RunAsync(Write("a", 2, Root, other))).Exit);
    }

    private string Write(string name, long size, byte[] root, SigningKey? key = null)
    {
        var head = new TreeHead { Relay = "relay.example", Size = size, Root = root, At = new DateTimeOffset(2026, 3, 1, 12, 0, 0, 123, TimeSpan.Zero), Previous = new string('A', 43) };
        File.WriteAllText(_folder.At(name), new JsonObject { ["head"] = TreeHeadToken.Sign(head, key ?? _key) }.ToJsonString());
        return _folder.At(name);
    }

    private Task<(int Exit, string Output, string Errors)> RunAsync(params string[] heads) => RunAsync(null, heads);

    private Task<(int Exit, string Output, string Errors)> RunAsync(string? proof, string[] heads) =>
        VerifyFolder.RunAsync(new VerifyInputs { Keys = _folder.At("log-keys.json"), Heads = heads, Consistency = proof });
}
