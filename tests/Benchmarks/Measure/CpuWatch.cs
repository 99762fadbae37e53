namespace Relay.Benchmarks.Measure;

/// <summary>The CPU time of several processes from one moment to another.</summary>
internal sealed class CpuWatch
{
    private readonly (string Name, int Id, TimeSpan Start)[] processes;

    /// <summary>Starts to count.</summary>
    public CpuWatch(IEnumerable<(string Name, int Id)> processes) =>
        this.processes = [.. processes.Select(process => (process.Name, process.Id, ProcessUse.Cpu(process.Id)))];

    /// <summary>Microseconds since the start, by process.</summary>
    public IReadOnlyDictionary<string, double> Microseconds() =>
        processes.ToDictionary(process => process.Name, process => (ProcessUse.Cpu(process.Id) - process.Start).TotalMicroseconds);
}
