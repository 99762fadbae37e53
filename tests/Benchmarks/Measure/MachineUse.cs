using System.Globalization;

namespace Relay.Benchmarks.Measure;

/// <summary>What the machine's cores did, all processes together.</summary>
internal static class MachineUse
{
    private const double MicrosecondsPerTick = 10_000;
    private const int IdleField = 3;
    private const int WaitField = 4;
    private const int LastOwnField = 7;

    /// <summary>Busy microseconds of all cores since the start (Linux, /proc/stat); 0 elsewhere.</summary>
    public static double BusyMicroseconds()
    {
        if (!OperatingSystem.IsLinux())
            return 0;

        // cpu user nice system idle iowait irq softirq steal …
        var fields = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..];
        return fields.Take(LastOwnField + 1)
            .Where((_, i) => i is not (IdleField or WaitField))
            .Sum(ticks => long.Parse(ticks, CultureInfo.InvariantCulture)) * MicrosecondsPerTick;
    }
}
