using Relay.Cli.Verify;

namespace Relay.Cli.Tests.Verify;

public sealed class VerifyChainTests : IDisposable
{
    private readonly VerifyFolder _folder = new();

    private VerifyInputs Inputs => new() { Keys = _folder.Keys, Chain = _folder.Chain };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Verify_WholeChain_IsGood()
    {
        _folder.WriteChain(4);
        var (exit, output, _) = await VerifyFolder.RunAsync(Inputs with { Complete = true });
        Assert.Equal(VerifyExit.Good, exit);
        Assert.Equal("good: relay.example, instance instance-1: 4 receipts; numbers 1 to 4; 3 links hold.", output.Trim());
    }

    [Fact]
    public async Task Verify_GapsInTheChain_AreListedAndBadOnlyWhenItMustBeComplete()
    {
        _folder.WriteChain(7);
        foreach (var number in new[] { 2, 4, 5 })
            File.Delete(Path.Combine(_folder.Chain, $"{number}.jws"));

        var (exit, output, _) = await VerifyFolder.RunAsync(Inputs);
        Assert.Equal(VerifyExit.Good, exit);
        Assert.EndsWith("not here: 2, 4 to 5.", output.Trim());
        Assert.Equal(VerifyExit.Bad, (await VerifyFolder.RunAsync(Inputs with { Complete = true })).Exit);
    }

    [Fact]
    public async Task Verify_Fork_IsBad()
    {
        _folder.WriteChain(3);
        File.WriteAllText(Path.Combine(_folder.Chain, "other.jws"), _folder.Sign(VerifyFolder.Claims() with { Number = 2, Previous = "another" }));
        var (exit, output, _) = await VerifyFolder.RunAsync(Inputs);
        Assert.Equal(VerifyExit.Bad, exit);
        Assert.Contains("different receipts have one number: 2", output);
    }

    [Fact]
    public async Task Verify_ReceiptThatIsNotTheRelays_IsNamed()
    {
        _folder.WriteChain(2);
        var path = Path.Combine(_folder.Chain, "2.jws");
        var token = File.ReadAllText(path);
        File.WriteAllText(path, token.Replace('A', 'B'));
        var (exit, output, _) = await VerifyFolder.RunAsync(Inputs);
        Assert.Equal(VerifyExit.Bad, exit);
        Assert.Contains("bad: 2.jws: ", output);
    }
}
