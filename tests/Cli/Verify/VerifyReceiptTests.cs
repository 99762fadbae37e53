using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Relay.Cli.Verify;
using Relay.Signatures;

namespace Relay.Cli.Tests.Verify;

public sealed class VerifyReceiptTests : IDisposable
{
    private readonly VerifyFolder _folder = new();

    private VerifyInputs Inputs => new() { Keys = _folder.Keys, Receipt = _folder.Answer };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Verify_Receipt_SaysInOneLineWhatItIs()
    {
        var (exit, output, errors) = await VerifyFolder.RunAsync(Inputs);
        Assert.Equal(
            "good: relay.example took 2 envelopes of instagram at 2026-03-01 12:00:00.123 UTC (receipt 1 of instance instance-1, key relay-1).\n",
            output.ReplaceLineEndings("\n"));
        Assert.Equal((VerifyExit.Good, ""), (exit, errors));
    }

    [Fact]
    public async Task Verify_AnswerOrTokenOnStandardInput_IsRead()
    {
        var answer = await File.ReadAllTextAsync(_folder.Answer);
        Assert.Equal(VerifyExit.Good, (await VerifyFolder.RunAsync(Inputs with { Receipt = "-", Request = _folder.Request }, answer)).Exit);
        Assert.Equal(VerifyExit.Good, (await VerifyFolder.RunAsync(Inputs with { Receipt = "-" }, _folder.Token + "\n")).Exit);
    }

    [Fact]
    public async Task Verify_Request_IsComparedAndWhatIsNotCoveredIsCounted()
    {
        var (exit, output, _) = await VerifyFolder.RunAsync(Inputs with { Request = _folder.Request });
        Assert.Equal(VerifyExit.Good, exit);
        Assert.Contains($", as in {_folder.Request}; 1 more of the request is not covered.", output);
    }

    [Fact]
    public async Task Verify_RequestThatWasChanged_IsBad()
    {
        Change(_folder.Request, request => request["envelopes"]![2]!["ciphertexts"]![0]!["content"] = "AQIE");
        var (exit, output, _) = await VerifyFolder.RunAsync(Inputs with { Request = _folder.Request });
        Assert.Equal(VerifyExit.Bad, exit);
        Assert.StartsWith("bad: ", output);
        Assert.Single(output.Trim().Split('\n'));
    }

    [Fact]
    public async Task Verify_Id_IsFoundAmongThoseCovered()
    {
        var inputs = Inputs with { Request = _folder.Request };
        var (exit, output, _) = await VerifyFolder.RunAsync(inputs with { Id = _folder.Ids[2].ToString() });
        Assert.Equal(VerifyExit.Good, exit);
        Assert.EndsWith("it is number 2 of 2.", output.Trim());
        Assert.Equal(VerifyExit.Bad, (await VerifyFolder.RunAsync(inputs with { Id = _folder.Ids[1].ToString() })).Exit);
    }

    [Fact]
    public async Task Verify_KeyThatIsNotTheRelays_IsBad()
    {
        using var other = SigningKey.CreateEcdsaP256("relay-1");
        Change(_folder.Keys, keys => keys["keys"] = new JsonArray(VerifyFolder.Jwk(other)));
        var (exit, output, _) = await VerifyFolder.RunAsync(Inputs);
        Assert.Equal(VerifyExit.Bad, exit);
        Assert.Contains("does not verify", output);
    }

    [Fact]
    public async Task Verify_KeysOfAnotherRelay_IsBad()
    {
        Change(_folder.Keys, keys => keys["authority"] = "relay.other");
        var (exit, output, _) = await VerifyFolder.RunAsync(Inputs);
        Assert.Equal(VerifyExit.Bad, exit);
        Assert.Contains("another relay", output);
    }

    [Fact]
    public async Task Verify_KeySetWithForeignKeys_UsesThoseThatFit()
    {
        Change(_folder.Keys, keys =>
        {
            keys.Remove("authority");
            keys["keys"]!.AsArray().Insert(0, new JsonObject { ["kty"] = "RSA", ["kid"] = "other", ["n"] = "AQAB", ["e"] = "AQAB" });
        });
        Assert.Equal(VerifyExit.Good, (await VerifyFolder.RunAsync(Inputs)).Exit);
    }

    [Fact]
    public async Task Verify_KeysAtAnAddress_AreRead()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        await using var relay = builder.Build();
        relay.Urls.Add("http://127.0.0.1:0");
        relay.MapGet("/.well-known/relay", () => Results.File(_folder.Keys, "application/json"));
        await relay.StartAsync();

        Assert.Equal(VerifyExit.Good, (await VerifyFolder.RunAsync(Inputs with { Keys = relay.Urls.Single() + "/.well-known/relay" })).Exit);
    }

    private static void Change(string path, Action<JsonObject> change)
    {
        var json = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        change(json);
        VerifyFolder.Write(path, json);
    }
}
