using System.Diagnostics;
using Relay.Local.Stack;

namespace Relay.Chaos.Tests;

/// <summary>The short run: everything that the long one does, in less time than anybody minds to wait.</summary>
public sealed class ChaosRunTests(ITestOutputHelper output)
{
    private static readonly string[] Arguments = ["--envelopes", "6000", "--minutes", "0.8", "--patience", "1.4"];

    // The run bounds itself, at 132 s and what it takes to start and stop its parts; this is for one that hangs.
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(240);

    [Fact]
    public async Task Run_WithPartsAndPartnersFailing_LosesAndReordersNothing()
    {
        var program = Path.Combine(RepositoryPaths.Root, "tests", "Chaos", "bin", "Release", "net10.0", "Relay.Chaos.dll");
        using var process = Process.Start(new ProcessStartInfo("dotnet", [program, .. Arguments]) { RedirectStandardOutput = true })!;
        var printed = process.StandardOutput.ReadToEndAsync();
        try
        {
            await process.WaitForExitAsync().WaitAsync(Bound);
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
        }

        var report = await printed;
        output.WriteLine(report);
        Assert.True(process.ExitCode == 0, report);
    }
}
