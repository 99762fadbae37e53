using System.CommandLine;

namespace Relay.Cli;

/// <summary><c>relay test</c>: format check and every suite, with one line at the end that counts all tests.</summary>
internal static class TestCommand
{
    public static Command Create()
    {
        var command = new Command("test", "Check the format and run every test.");
        command.SetAction(async (_, cancel) =>
        {
            var run = new TestRun();
            await run.AuditAsync(cancel);
            // Time-outs of clients are among what the bus's suites test: they run alone. The check of the format takes a minute of one
            // processor, beside the others.
            await run.DotnetSuitesAsync(IsOfTheBus, cancel);
            var format = run.FormatAsync(cancel);
            await run.DotnetSuitesAsync(suite => !IsOfTheBus(suite), cancel);
            await format;
            await run.NodeSuitesAsync(cancel);
            Console.WriteLine();
            if (run.Skipped > 0)
                Console.WriteLine($"{run.Skipped} skipped, for want of something on this machine");
            Console.WriteLine($"{run.Passed} passed, {run.Failed} failed");
            return run is { Failed: 0, Passed: > 0 } ? 0 : 1;
        });
        return command;
    }

    private static bool IsOfTheBus(string suite) => suite.StartsWith("Relay.Local.Bus.", StringComparison.Ordinal);
}
