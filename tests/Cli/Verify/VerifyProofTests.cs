using System.Text.Json.Nodes;
using Relay.Cli.Verify;

namespace Relay.Cli.Tests.Verify;

public sealed class VerifyProofTests : IDisposable
{
    private readonly VerifyFolder _folder = new();

    private VerifyInputs Inputs => new() { Keys = _folder.Keys, Proof = _folder.At("proof.json") };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Verify_ProofThatWasMade_IsGoodForAThirdParty()
    {
        await MakeAsync(_folder.Ids[2]);
        var (exit, output, _) = await VerifyFolder.RunAsync(Inputs);
        Assert.Equal(VerifyExit.Good, exit);
        Assert.StartsWith($"good: relay.example took envelope {_folder.Ids[2]} of instagram", output);
        Assert.Contains("was not compared", output);
    }

    [Fact]
    public async Task Verify_ProofAndTheEnvelope_ComparesThem()
    {
        await MakeAsync(_folder.Ids[0]);
        Assert.Contains("It is as in", (await VerifyFolder.RunAsync(Inputs with { Request = _folder.Request })).Output);

        var request = JsonNode.Parse(await File.ReadAllTextAsync(_folder.Request))!;
        request["envelopes"]![0]!["timeToLiveSeconds"] = 1;
        VerifyFolder.Write(_folder.Request, request);
        Assert.Equal(VerifyExit.Bad, (await VerifyFolder.RunAsync(Inputs with { Request = _folder.Request })).Exit);

        request["envelopes"]!.AsArray().RemoveAt(0);
        VerifyFolder.Write(_folder.Request, request);
        Assert.Equal(VerifyExit.NotChecked, (await VerifyFolder.RunAsync(Inputs with { Request = _folder.Request })).Exit);
    }

    [Fact]
    public async Task Verify_ProofWithAnotherId_IsBad()
    {
        await MakeAsync(_folder.Ids[0]);
        var proof = JsonNode.Parse(await File.ReadAllTextAsync(_folder.At("proof.json")))!;
        proof["id"] = _folder.Ids[1];
        VerifyFolder.Write(_folder.At("proof.json"), proof);
        Assert.Equal(VerifyExit.Bad, (await VerifyFolder.RunAsync(Inputs)).Exit);
    }

    [Fact]
    public async Task Verify_ProofOfWhatWasRefused_IsNotMade()
    {
        var inputs = new VerifyInputs { Keys = _folder.Keys, Receipt = _folder.Answer, Request = _folder.Request, MakeProof = _folder.Ids[1].ToString() };
        var (exit, output, _) = await VerifyFolder.RunAsync(inputs);
        Assert.Equal(VerifyExit.Bad, exit);
        Assert.StartsWith("bad: ", output);
    }

    private async Task MakeAsync(Guid id)
    {
        var inputs = new VerifyInputs { Keys = _folder.Keys, Receipt = _folder.Answer, Request = _folder.Request, MakeProof = id.ToString() };
        var (exit, output, errors) = await VerifyFolder.RunAsync(inputs);
        Assert.Equal(VerifyExit.Good, exit);
        Assert.StartsWith("good: ", errors);
        await File.WriteAllTextAsync(_folder.At("proof.json"), output);
    }
}
