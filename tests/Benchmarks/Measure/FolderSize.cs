using System.Diagnostics;

namespace Relay.Benchmarks.Measure;

/// <summary>The bytes of the files in a folder.</summary>
internal static class FolderSize
{
    private static readonly TimeSpan Round = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    /// <summary>Now, in MB.</summary>
    public static double Megabytes(string folder) =>
        new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length) / (1024.0 * 1024);

    /// <summary>In MB, once it has not changed for five seconds, or after a minute.</summary>
    public static async Task<double> SettledMegabytesAsync(string folder, CancellationToken cancel)
    {
        var begin = Stopwatch.GetTimestamp();
        var (size, since) = (Megabytes(folder), begin);
        while (Stopwatch.GetElapsedTime(since) < Rest && Stopwatch.GetElapsedTime(begin) < Bound)
        {
            await Task.Delay(Round, cancel);
            var now = Megabytes(folder);
            if (now != size)
                (size, since) = (now, Stopwatch.GetTimestamp());
        }

        return size;
    }
}
