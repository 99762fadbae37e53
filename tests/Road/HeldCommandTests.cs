using System.Diagnostics;
using System.Text.Json;
using Relay.Local.Stack;
using Relay.Road.Tests.Fixtures;

namespace Relay.Road.Tests;

/// <summary><c>relay held</c> as a process against a running relay.</summary>
[Collection(SharedStack.Name)]
public sealed class HeldCommandTests(StackFixture fixture) : IDisposable
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    private readonly HeldRelay _relay = new(fixture.Stack);
    private readonly string _key = WriteKey(fixture.Stack);

    public void Dispose()
    {
        _relay.Dispose();
        File.Delete(_key);
    }

    [Fact]
    public async Task Replay_AllWithDryRunFirst_SendsThemAgain()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        await using var b = await TestPartner.StartAsync(fixture.Stack);
        await _relay.HoldAsync(a, b, count: 4);

        var tried = await RunAsync("replay", "--partner", b.Name, "--all", "--dry-run");
        var sent = await RunAsync("replay", "--partner", b.Name, "--all", "--rate", "50");
        var nothing = await RunAsync("replay", "--partner", b.Name, "--all");

        Assert.Equal((0, true), (tried.Exit, tried.Output.Contains("4 to be sent again", StringComparison.Ordinal)));
        Assert.Contains("Nothing was done.", tried.Output, StringComparison.Ordinal);
        Assert.Equal((0, true), (sent.Exit, sent.Output.Contains("Done: 4 sent again, 0 ended as expired.", StringComparison.Ordinal)));
        Assert.Equal((0, true), (nothing.Exit, nothing.Output.Contains($"0 held for {b.Name}", StringComparison.Ordinal)));
        await Eventually.TrueAsync(() => b.Received.Count == 4, "all arrive");
    }

    [Fact]
    public async Task Replay_InterruptedByCtrlC_StopsCleanly_AndTheSameCommandGoesOn()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        await using var b = await TestPartner.StartAsync(fixture.Stack);
        await _relay.HoldAsync(a, b, count: 60);
        using var command = Start("replay", "--partner", b.Name, "--all", "--rate", "10");
        await Eventually.TrueAsync(() => b.Received.Count >= 2, "the replay is under way");

        using (var kill = Process.Start("kill", ["-INT", command.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]))
            await kill.WaitForExitAsync();
        var (exit, output) = await EndAsync(command);
        var left = (await _relay.OfAsync(b)).Count;
        var rest = await RunAsync("replay", "--partner", b.Name, "--all");

        Assert.True(exit == 130 && output.Contains($"Stopped: {60 - left} sent again", StringComparison.Ordinal), $"exit {exit}, {left} left: {output}");
        Assert.InRange(left, 1, 58);
        Assert.Contains($"Done: {left} sent again", rest.Output, StringComparison.Ordinal);
        await Eventually.TrueAsync(() => b.Received.Count == 60, "all arrive");
        Assert.Equal(60, b.Received.Select(envelope => envelope.Id).Distinct().Count());
    }

    [Fact]
    public async Task ListShowAndRefuse_OfOne_TellWhatItIs_AndEndIt()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        await using var b = await TestPartner.StartAsync(fixture.Stack);
        var (_, envelope) = (await _relay.HoldAsync(a, b))[0];
        var key = (await _relay.OfAsync(b))[0].Key;

        var listed = await RunAsync("list", "--partner", b.Name);
        var shown = await RunAsync("show", b.Name, key);
        var refused = await RunAsync("refuse", b.Name, key);
        var again = await RunAsync("refuse", b.Name, key);

        Assert.Equal((0, true), (listed.Exit, listed.Output.Contains(key, StringComparison.Ordinal) && listed.Output.Contains("from " + a.Name, StringComparison.Ordinal)));
        Assert.Equal((0, true), (shown.Exit, shown.Output.Contains(envelope.Id.ToString(), StringComparison.Ordinal)));
        Assert.DoesNotContain(envelope.ToUser, shown.Output + listed.Output, StringComparison.Ordinal);
        Assert.Equal((0, true), (refused.Exit, refused.Output.Contains("ended as refused", StringComparison.Ordinal)));
        Assert.Equal(1, again.Exit);
    }

    private async Task<(int Exit, string Output)> RunAsync(params string[] arguments)
    {
        using var command = Start(arguments);
        return await EndAsync(command);
    }

    private static async Task<(int Exit, string Output)> EndAsync(Process command)
    {
        var errors = command.StandardError.ReadToEndAsync();
        var output = await command.StandardOutput.ReadToEndAsync().WaitAsync(Bound);
        await command.WaitForExitAsync().WaitAsync(Bound);
        return (command.ExitCode, output + await errors);
    }

    private Process Start(params string[] arguments)
    {
        string[] command =
        [
            "dotnet", Path.Combine(AppContext.BaseDirectory, "relay.dll"), "held", .. arguments,
            "--relay", fixture.Stack.Address.ToString(), "--key", _key,
        ];
        // A shell starts what it runs in the background with Ctrl+C ignored, and every process below inherits that.
        if (OperatingSystem.IsLinux())
            command = ["env", "--default-signal=INT", .. command];
        return Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
    }

    private static string WriteKey(LocalStack stack)
    {
        var path = Path.Combine(Path.GetTempPath(), $"relay-operator-{Guid.NewGuid():N}.json");
        File.WriteAllText(path, JsonSerializer.Serialize(new { kid = LocalIdentity.OperatorKeyId, pem = stack.Identity.OperatorKeyPem }));
        return path;
    }
}
