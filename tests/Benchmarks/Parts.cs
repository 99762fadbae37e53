using Relay.Benchmarks.Measure;
using Relay.Benchmarks.Sections;

namespace Relay.Benchmarks;

/// <summary>The parts of a run, in their order, and what surrounds them: the scratch folder and the report.</summary>
internal static class Parts
{
    // Two take minutes, the last one 1.5 GB of disk as well, so that they are left out unless they are named.
    private static readonly (string Name, bool IsDefault, Func<string, Report, CancellationToken, Task> Run)[] All =
    [
        (AcceptSection.Part, true, AcceptSection.RunAsync),
        (GroupsSection.Part, true, GroupsSection.RunAsync),
        (WaySection.Part, true, WaySection.RunAsync),
        (LatencySection.Part, true, LatencySection.RunAsync),
        (BurstSection.Part, true, BurstSection.RunAsync),
        (ProbingSection.Part, true, ProbingSection.RunAsync),
        (TransparencySection.Part, true, TransparencySection.RunAsync),
        (KeysSection.Part, true, KeysSection.RunAsync),
        (IsolationSection.Part, false, IsolationSection.RunAsync),
        (BusSection.Part, true, BusSection.RunAsync),
        (BusMillionSection.Part, false, BusMillionSection.RunAsync),
    ];

    /// <summary>The names that <c>--only</c> takes.</summary>
    public static IEnumerable<string> Names => All.Select(part => part.Name);

    /// <summary>Runs the default parts, or those named, and prints each part's table as soon as it is there.</summary>
    public static async Task<int> RunAsync(string[] only, string? jsonPath, CancellationToken cancel)
    {
        var report = new Report();
        var scratch = Directory.CreateTempSubdirectory("relay-bench-").FullName;
        try
        {
            foreach (var (name, _, run) in All.Where(part => only.Length == 0 ? part.IsDefault : only.Contains(part.Name)))
            {
                var folder = Path.Combine(scratch, name);
                Directory.CreateDirectory(folder);
                await run(folder, report, cancel);
                Console.WriteLine(report.Table(name));
            }

            if (jsonPath is not null)
                await File.WriteAllTextAsync(jsonPath, report.Json(), cancel);
            return 0;
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }
}
