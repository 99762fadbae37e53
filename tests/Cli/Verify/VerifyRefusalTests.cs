using Relay.Cli.Verify;

namespace Relay.Cli.Tests.Verify;

public sealed class VerifyRefusalTests : IDisposable
{
    private readonly VerifyFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, string> WrongOptions() => new()
    {
        { "nothing", "One of --receipt, --proof and --chain" },
        { "two subjects", "One of --receipt, --proof and --chain" },
        { "no keys", "--keys is needed" },
        { "id without request", "need --request" },
        { "proof without request", "need --request" },
        { "id with a chain", "go with --receipt" },
        { "id and proof", "exclude each other" },
        { "request with a chain", "--request goes with" },
        { "complete without a chain", "--complete goes with" },
        { "id that is none", "--id is not" },
        { "proof of no id", "--make-proof is not" },
        { "head and receipt", "One of --receipt, --proof and --chain" },
        { "three heads", "--head is given once or twice" },
        { "request with a head", "--request goes with" },
        { "consistency of one head", "--consistency goes with two heads" },
    };

    [Theory]
    [MemberData(nameof(WrongOptions))]
    public async Task Verify_WrongOptions_SaysSoInOneLine(string which, string why)
    {
        var id = Guid.NewGuid().ToString();
        var good = new VerifyInputs { Keys = "k", Receipt = "r", Request = "q" };
        await AssertNotCheckedAsync(why, which switch
        {
            "nothing" => new VerifyInputs { Keys = "k" },
            "two subjects" => good with { Chain = "c" },
            "no keys" => good with { Keys = null },
            "id without request" => good with { Request = null, Id = id },
            "proof without request" => good with { Request = null, MakeProof = id },
            "id with a chain" => new VerifyInputs { Keys = "k", Chain = "c", Id = id },
            "id and proof" => good with { Id = id, MakeProof = id },
            "request with a chain" => new VerifyInputs { Keys = "k", Chain = "c", Request = "q" },
            "complete without a chain" => good with { Complete = true },
            "head and receipt" => good with { Heads = ["h"] },
            "three heads" => new VerifyInputs { Keys = "k", Heads = ["h", "i", "j"] },
            "request with a head" => new VerifyInputs { Keys = "k", Heads = ["h"], Request = "q" },
            "consistency of one head" => new VerifyInputs { Keys = "k", Heads = ["h"], Consistency = "c" },
            "id that is none" => good with { Id = "five" },
            _ => good with { MakeProof = "five" },
        });
    }

    [Theory]
    [InlineData("keys.json", "")]
    [InlineData("keys.json", "{}")]
    [InlineData("keys.json", """{"keys":[{"kty":"RSA","kid":"a"}]}""")]
    [InlineData("answer.json", "{}")]
    [InlineData("answer.json", """{"results":5}""")]
    [InlineData("request.json", "[]")]
    [InlineData("request.json", """{"envelopes":[{}]}""")]
    public async Task Verify_FileOfAnotherKind_IsNotChecked(string file, string content)
    {
        await File.WriteAllTextAsync(_folder.At(file), content);
        await AssertNotCheckedAsync("", new VerifyInputs { Keys = _folder.Keys, Receipt = _folder.Answer, Request = _folder.Request });
    }

    [Fact]
    public async Task Verify_FilesThatAreNotThere_AreNamed()
    {
        var good = new VerifyInputs { Keys = _folder.Keys, Receipt = _folder.Answer };
        await AssertNotCheckedAsync("missing.json", good with { Keys = _folder.At("missing.json") });
        await AssertNotCheckedAsync("missing.json", good with { Receipt = _folder.At("missing.json") });
        await AssertNotCheckedAsync("missing.json", good with { Request = _folder.At("missing.json") });
        await AssertNotCheckedAsync("missing", new VerifyInputs { Keys = _folder.Keys, Chain = _folder.At("missing") });
        await AssertNotCheckedAsync("holds no files", new VerifyInputs { Keys = _folder.Keys, Chain = _folder.Chain });
    }

    [Fact]
    public async Task Verify_RequestAndTheTokenAlone_AsksForTheAnswer()
    {
        await File.WriteAllTextAsync(_folder.At("token"), _folder.Token);
        await AssertNotCheckedAsync("no salt", new VerifyInputs { Keys = _folder.Keys, Receipt = _folder.At("token"), Request = _folder.Request });
    }

    [Theory]
    [InlineData("http://relay.example/.well-known/relay", "over https")]
    [InlineData("http://127.0.0.1:1/.well-known/relay", "127.0.0.1")]
    public async Task Verify_AddressThatGivesNoKeys_IsNotChecked(string address, string why) =>
        await AssertNotCheckedAsync(why, new VerifyInputs { Keys = address, Receipt = _folder.Answer });

    private static async Task AssertNotCheckedAsync(string why, VerifyInputs inputs)
    {
        var (exit, output, errors) = await VerifyFolder.RunAsync(inputs);
        Assert.Equal((VerifyExit.NotChecked, ""), (exit, output));
        Assert.Contains(why, errors);
        Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
