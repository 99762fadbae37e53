using System.Diagnostics;
using Relay.Cli.Verify;

namespace Relay.Cli.Tests.Verify;

/// <summary>The command as a process.</summary>
public sealed class VerifyCommandTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly VerifyFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Verify_AnswerOnStandardInput_EndsWithItsExitCode()
    {
        var good = await RunAsync("verify", "--keys", _folder.Keys, "--receipt", "-", "--request", _folder.Request);
        Assert.Equal(VerifyExit.Good, good.Exit);
        Assert.StartsWith("good: relay.example took 2 envelopes", good.Output);
        Assert.Equal(VerifyExit.NotChecked, (await RunAsync("verify", "--receipt", "-")).Exit);
    }

    private async Task<(int Exit, string Output)> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(VerifyRun).Assembly.Location, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(await File.ReadAllTextAsync(_folder.Answer));
        process.StandardInput.Close();
        await process.WaitForExitAsync().WaitAsync(Deadline);
        return (process.ExitCode, await output + await errors);
    }
}
