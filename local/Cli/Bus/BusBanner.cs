using System.Text;
using Relay.Local.Bus;

namespace Relay.Cli.Bus;

/// <summary>What is told once, when the broker runs: how to reach it, where it keeps messages, which queues there are.</summary>
internal static class BusBanner
{
    private static readonly string[] Head = ["queue", "sessions", "duplicate window", "lock", "max deliveries", "waiting", "dead-letter"];

    public static string Format(BusRunOptions options, int port, string connectionString, BusStatus status)
    {
        var text = new StringBuilder();
        text.AppendLine()
            .AppendLine("  Service Bus is up; Azure's client libraries connect to it unchanged.")
            .AppendLine()
            .AppendLine($"  listens on   localhost:{port}, this machine only")
            .AppendLine($"  status       http://localhost:{port}/")
            .AppendLine($"  messages     {options.DataFolder ?? "in memory, gone when this ends"}")
            .AppendLine($"  key          {(options.Key is null ? "not checked, any token is accepted (--key sets one)" : "checked")}")
            .AppendLine($"  queues       {options.Config}")
            .AppendLine()
            .AppendLine(connectionString)
            .AppendLine();
        AppendQueues(text, status.Queues);
        return text.AppendLine().AppendLine("  Ctrl+C stops it.").ToString();
    }

    private static void AppendQueues(StringBuilder text, IReadOnlyList<QueueStatus> queues)
    {
        string[][] rows = [Head, .. queues.Select(Row)];
        var widths = Enumerable.Range(0, Head.Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        foreach (var row in rows)
            text.AppendLine("  " + string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
    }

    private static string[] Row(QueueStatus queue) =>
    [
        queue.Description.Name,
        queue.Description.RequiresSession ? "yes" : "no",
        queue.Description.RequiresDuplicateDetection ? Units.Duration(queue.Description.DuplicateDetectionHistoryTimeWindow) : "none",
        Units.Duration(queue.Description.LockDuration),
        Units.Count(queue.Description.MaxDeliveryCount),
        Units.Count(queue.ActiveMessages + queue.ScheduledMessages),
        Units.Count(queue.DeadLetterMessages),
    ];
}
