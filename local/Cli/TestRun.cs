using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Relay.Cli.Supply;
using Relay.Local.Stack;

namespace Relay.Cli;

/// <summary>Runs suites one after the other and counts their tests. A suite that does not end with a count is one failure.</summary>
internal sealed partial class TestRun
{
    private const string Configuration = "Release";

    private readonly Lock _gate = new();

    public int Passed { get; private set; }

    public int Failed { get; private set; }

    /// <summary>Tests that said that they cannot run on this machine.</summary>
    public int Skipped { get; private set; }

    /// <summary>The code is formatted as .editorconfig says.</summary>
    public Task FormatAsync(CancellationToken cancel)
    {
        string[] check = ["format", Path.Combine(RepositoryPaths.Root, "Relay.sln"), "--verify-no-changes", "--no-restore", "--verbosity", "quiet"];
        var (program, arguments) = OperatingSystem.IsWindows() ? ("dotnet", check) : ("nice", ["dotnet", .. check]);
        return RunAsync("format", program, arguments, (exit, _) => exit == 0 ? (1, 0) : null, cancel);
    }

    /// <summary>No package in use has a known vulnerability: one test for each registry that can be asked, and a line for each that cannot.</summary>
    public async Task AuditAsync(CancellationToken cancel)
    {
        foreach (var result in await Audit.RunAsync(cancel))
        {
            AuditCommand.Write(Console.Out, result);
            if (result.NotRun is null)
                Count(result.Advisories.Count > 0 ? (0, 1) : (1, 0), 0);
        }
    }

    /// <summary>Each test project under tests/: an executable on Microsoft.Testing.Platform.</summary>
    public async Task DotnetSuitesAsync(Func<string, bool> isAsked, CancellationToken cancel)
    {
        foreach (var project in Directory.GetFiles(Path.Combine(RepositoryPaths.Root, "tests"), "*.Tests.csproj", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileNameWithoutExtension(project);
            if (!isAsked(name))
                continue;

            var program = Path.Combine(Path.GetDirectoryName(project)!, "bin", Configuration, "net10.0", name + ".dll");
            await RunAsync(name, "dotnet", [program, "--no-progress", "--no-ansi"], ReadPlatform, cancel);
        }
    }

    /// <summary>The tests of the partners, of the tools, of the templates for Azure and of the operator's page in a browser, on node's own runner.</summary>
    public Task NodeSuitesAsync(CancellationToken cancel) =>
        RunAsync("node", "node", ["--test", "--test-reporter=tap", .. NodeTests()], ReadTap, cancel);

    private static string[] NodeTests() =>
        [.. new[] { "partners/test", "local/tools", "tests/Infra", "tests/Browser" }
            .Select(folder => Path.Combine(RepositoryPaths.Root, folder))
            .Where(Directory.Exists)
            .SelectMany(folder => Directory.GetFiles(folder, "*.test.mjs", SearchOption.AllDirectories))
            .Order(StringComparer.Ordinal)];

    private static (int Passed, int Failed)? ReadPlatform(int exit, string output)
    {
        var counts = PlatformCount().Matches(output).ToLookup(match => match.Groups["what"].Value, match => int.Parse(match.Groups["count"].Value, CultureInfo.InvariantCulture));
        return counts.Contains("succeeded") && (exit == 0 || counts["failed"].LastOrDefault() > 0)
            ? (counts["succeeded"].Last(), counts["failed"].LastOrDefault())
            : null;
    }

    private static (int Passed, int Failed)? ReadTap(int exit, string output)
    {
        var counts = TapCount().Matches(output).ToLookup(match => match.Groups["what"].Value, match => int.Parse(match.Groups["count"].Value, CultureInfo.InvariantCulture));
        return counts.Contains("pass") && (exit == 0 || counts["fail"].LastOrDefault() > 0)
            ? (counts["pass"].Last(), counts["fail"].LastOrDefault())
            : null;
    }

    private async Task RunAsync(string suite, string program, string[] arguments, Func<int, string, (int Passed, int Failed)?> read, CancellationToken cancel)
    {
        var clock = Stopwatch.StartNew();
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = RepositoryPaths.Root, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync(cancel);
        var output = await process.StandardOutput.ReadToEndAsync(cancel) + await error;
        await process.WaitForExitAsync(cancel);

        var counted = read(process.ExitCode, output);
        var (passed, failed) = counted ?? (0, 1);
        Match[] skipped = [.. SkippedTest().Matches(output).Cast<Match>(), .. SkippedTap().Matches(output).Cast<Match>()];
        Count((passed, failed), skipped.Length);
        if (failed > 0)
            Console.WriteLine(output);
        Console.WriteLine($"  {suite,-32} {passed,5} passed {failed,4} failed {clock.Elapsed.TotalSeconds,7:0.0} s{(counted is null ? $"   (ended with {process.ExitCode} and no count)" : "")}");
        foreach (var test in skipped)
            Console.WriteLine($"    skipped {test.Groups["name"].Value}: {test.Groups["reason"].Value}");
    }

    // Two suites may end at once.
    private void Count((int Passed, int Failed) counts, int skipped)
    {
        lock (_gate)
        {
            Passed += counts.Passed;
            Failed += counts.Failed;
            Skipped += skipped;
        }
    }

    [GeneratedRegex(@"^\s+(?<what>succeeded|failed): (?<count>\d+)", RegexOptions.Multiline)]
    private static partial Regex PlatformCount();

    // The platform writes the name, and the reason on the next line.
    [GeneratedRegex(@"^skipped (?<name>\S+) \(.*\)\r?\n\s+(?<reason>.*\S)", RegexOptions.Multiline)]
    private static partial Regex SkippedTest();

    [GeneratedRegex(@"^ok \d+ - (?<name>\S+) # SKIP (?<reason>.*\S)", RegexOptions.Multiline)]
    private static partial Regex SkippedTap();

    [GeneratedRegex(@"^# (?<what>pass|fail) (?<count>\d+)", RegexOptions.Multiline)]
    private static partial Regex TapCount();
}
