using Relay.Cli.Verify;

namespace Relay.Cli.Tests.Verify;

public sealed class VerifyErasureTests : IDisposable
{
    private readonly VerifyFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Verify_CertificateOfTheUser_IsGood_AndSaysWhatIsGone()
    {
        var (exit, output, _) = await RunAsync("instagram/ana");

        Assert.Equal(VerifyExit.Good, exit);
        Assert.Equal(
            "good: relay.example erased instagram/ana at 2026-03-01 12:00:00.123 UTC (key relay-1). Gone: routing, held. By 2026-05-02 at the latest: envelopes, ledger.",
            output.TrimEnd());
    }

    [Fact]
    public async Task Verify_CertificateOfNobodyNamed_SaysThatThisWasNotChecked()
    {
        var (exit, output, _) = await RunAsync(null);

        Assert.Equal(VerifyExit.Good, exit);
        Assert.EndsWith("Whom it is about was not checked (--user).", output.TrimEnd(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("instagram/ben", VerifyExit.Bad)]
    [InlineData("whatsapp/ana", VerifyExit.Bad)]
    [InlineData("ana", VerifyExit.NotChecked)]
    [InlineData("instagram/", VerifyExit.NotChecked)]
    public async Task Verify_CertificateOfAnother_IsBad(string user, int exit) => Assert.Equal(exit, (await RunAsync(user)).Exit);

    [Fact]
    public async Task Verify_WhatIsNoCertificate_IsNotChecked() =>
        Assert.Equal(VerifyExit.NotChecked, (await VerifyFolder.RunAsync(new VerifyInputs { Keys = _folder.Keys, Erasure = _folder.Request })).Exit);

    private Task<(int Exit, string Output, string Errors)> RunAsync(string? user) =>
        VerifyFolder.RunAsync(new VerifyInputs { Keys = _folder.Keys, Erasure = _folder.WriteErasure(), User = user });
}
