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
            // The check of the format takes a minute and one processor: beside the suites, and after them.
            var format = run.FormatAsync(cancel);
            await run.AuditAsync(cancel);
            await run.DotnetSuitesAsync(cancel);
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
}
