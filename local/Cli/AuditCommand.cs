using System.CommandLine;
using Relay.Cli.Supply;

namespace Relay.Cli;

/// <summary><c>relay audit</c>: known vulnerabilities of the packages in use.</summary>
internal static class AuditCommand
{
    private const int Clean = 0;
    private const int Found = 1;
    private const int NotRun = 2;

    public static Command Create()
    {
        var command = new Command("audit", "Ask the registries for known vulnerabilities of the packages in use. Ends with 1 when there are any, with 2 when a registry could not be asked.");
        command.SetAction(async (_, cancel) =>
        {
            var results = await Audit.RunAsync(cancel);
            foreach (var result in results)
                Write(Console.Out, result);
            return ExitOf(results);
        });
        return command;
    }

    /// <summary>One line, and one for each advisory.</summary>
    public static void Write(TextWriter output, AuditResult result)
    {
        output.WriteLine($"  audit of {result.What,-23} {(result.NotRun is { } why ? $"not run: {why}" : $"{result.Advisories.Count} advisories")}");
        foreach (var advisory in result.Advisories)
            output.WriteLine($"    {advisory}");
    }

    private static int ExitOf(IReadOnlyList<AuditResult> results)
    {
        if (results.Any(result => result.Advisories.Count > 0))
            return Found;
        return results.Any(result => result.NotRun is not null) ? NotRun : Clean;
    }
}
