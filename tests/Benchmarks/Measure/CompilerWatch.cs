using System.Diagnostics;
using System.Globalization;

namespace Relay.Benchmarks.Measure;

/// <summary>
/// Warms a .NET process up until its just-in-time compiler rests: for the first half minute of load it takes a third of the CPU
/// and more, which belongs to the start of a process and not to an envelope.
/// </summary>
internal static class CompilerWatch
{
    private const string CompilerThread = ".NET Tiered Com";
    private const double RestingPart = 0.03;

    private static readonly TimeSpan Round = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(15);

    /// <summary>Repeats the load, for a second at least each time, until the compiler takes under 3 % of a core, at most 15 seconds.</summary>
    public static async Task WarmUpAsync(int processId, Func<Task> load)
    {
        var begin = Stopwatch.GetTimestamp();
        double part;
        do
        {
            var start = Stopwatch.GetTimestamp();
            var before = CompilerSeconds(processId);
            do
                await load();
            while (Stopwatch.GetElapsedTime(start) < Round);
            part = (CompilerSeconds(processId) - before) / Stopwatch.GetElapsedTime(start).TotalSeconds;
        }
        while (part > RestingPart && Stopwatch.GetElapsedTime(begin) < Bound);
    }

    // Where threads cannot be told apart, the load runs for as long as the bound.
    private static double CompilerSeconds(int processId)
    {
        if (!OperatingSystem.IsLinux())
            return Stopwatch.GetTimestamp() / (double)Stopwatch.Frequency;

        var nanoseconds = 0.0;
        foreach (var task in Directory.EnumerateDirectories($"/proc/{processId}/task"))
        {
            try
            {
                if (File.ReadAllText(task + "/comm").Trim() == CompilerThread)
                    nanoseconds += long.Parse(File.ReadAllText(task + "/schedstat").Split(' ')[0], CultureInfo.InvariantCulture);
            }
            catch (IOException)
            {
                // The thread ended between the listing and the reading.
            }
        }

        return nanoseconds / 1e9;
    }
}
