namespace Relay.Cli.Bus;

/// <summary>The one line that tells how a running broker is.</summary>
internal static class StatusLine
{
    /// <summary>Totals as they are now; rates since the earlier moment.</summary>
    public static string Format(BusTotals since, BusTotals now)
    {
        var seconds = (now.At - since.At).TotalSeconds;
        double Rate(long before, long after) => seconds > 0 ? (after - before) / seconds : 0;
        string[] fields =
        [
            $"connections {Units.Count(now.Connections)}",
            $"active {Units.Count(now.Active)}",
            $"scheduled {Units.Count(now.Scheduled)}",
            $"dead-letter {Units.Count(now.DeadLetters)}",
            $"in {Units.Rate(Rate(since.In, now.In))}",
            $"out {Units.Rate(Rate(since.Out, now.Out))}",
            now.DiskBytes > 0 ? $"disk {Units.Bytes(now.DiskBytes)}" : $"memory {Units.Bytes(now.MessageBytes)}",
        ];
        return string.Join("  ", fields);
    }
}
