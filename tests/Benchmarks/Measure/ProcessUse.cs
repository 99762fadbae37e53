using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Relay.Benchmarks.Measure;

/// <summary>What a process has used of the machine.</summary>
internal static class ProcessUse
{
    // The part of a clock's number that means "CPU time as the scheduler counts it" (Linux, posix-timers.h).
    private const int SchedulerClock = 2;

    /// <summary>CPU time, user and system, of all its threads since it began.</summary>
    /// <exception cref="InvalidOperationException">There is no such process.</exception>
    public static TimeSpan Cpu(int processId)
    {
        if (OperatingSystem.IsLinux())
            return LinuxCpu(processId);

        using var process = Process.GetProcessById(processId);
        return process.TotalProcessorTime;
    }

    /// <summary>Resident memory in MB: now (VmRSS), and at its highest (VmHWM).</summary>
    public static (double Now, double Highest) MemoryMegabytes(int processId)
    {
        const double Megabyte = 1024 * 1024;
        using var process = Process.GetProcessById(processId);
        return (process.WorkingSet64 / Megabyte, process.PeakWorkingSet64 / Megabyte);
    }

    // In nanoseconds, where /proc counts hundredths of a second: a window holds few of those.
    private static TimeSpan LinuxCpu(int processId)
    {
        if (ClockGetTime((~processId << 3) | SchedulerClock, out var time) != 0)
            throw new InvalidOperationException($"Process {processId} has gone.");
        return TimeSpan.FromSeconds(time.Seconds) + TimeSpan.FromMicroseconds(time.Nanoseconds / 1000.0);
    }

    [DllImport("libc", EntryPoint = "clock_gettime")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int ClockGetTime(int clock, out TimeSpecification time);

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct TimeSpecification
    {
        public readonly nint Seconds;
        public readonly nint Nanoseconds;
    }
}
