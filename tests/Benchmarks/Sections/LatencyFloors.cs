using System.Diagnostics;
using Relay.Benchmarks.Stand;

namespace Relay.Benchmarks.Sections;

/// <summary>What a durable relay behind a host cannot do without.</summary>
internal static class LatencyFloors
{
    private const int Count = 100;
    private const int FlushBytes = 4096;

    /// <summary>Appends a page to a file and forces it to disk; milliseconds each.</summary>
    public static double[] Flushes(string folder)
    {
        var page = new byte[FlushBytes];
        var path = Path.Combine(folder, "flush");
        using var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write);
        var times = new double[Count];
        for (var i = 0; i < Count; i++)
        {
            var start = Stopwatch.GetTimestamp();
            RandomAccess.Write(file, page, (long)i * FlushBytes);
            RandomAccess.FlushToDisk(file);
            times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        return times;
    }

    /// <summary>Calls the relay through the host for nothing, one after the other; milliseconds each.</summary>
    /// <exception cref="HttpRequestException">It is not alive.</exception>
    public static async Task<double[]> CallsAsync(RelayStand stand, CancellationToken cancel)
    {
        using var http = new HttpClient();
        var target = new Uri($"http://{stand.Authority}/health/live");
        var times = new double[Count];
        for (var i = 0; i < Count; i++)
        {
            var start = Stopwatch.GetTimestamp();
            using var answer = await http.GetAsync(target, cancel);
            answer.EnsureSuccessStatusCode();
            times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        return times;
    }
}
