using System.Globalization;
using System.Text;

namespace Relay.Local.Bus.Administration;

/// <summary>The broker's state as a text table for people.</summary>
internal static class StatusPage
{
    public static string Write(BusStatus status)
    {
        var width = status.Queues.Select(queue => queue.Description.Name.Length).Append("Queue".Length).Max();
        var page = new StringBuilder();
        page.AppendLine("Relay's embedded Service Bus");
        page.AppendLine(CultureInfo.InvariantCulture, $"{status.Connections} connections, {status.DiskBytes:N0} bytes on disk");
        page.AppendLine();
        page.AppendLine(CultureInfo.InvariantCulture,
            $"{"Queue".PadRight(width)} {"Active",10} {"Scheduled",10} {"Dead",10} {"Bytes",16} {"Received",12} {"Delivered",12}  Status");
        foreach (var queue in status.Queues)
        {
            page.AppendLine(CultureInfo.InvariantCulture,
                $"{queue.Description.Name.PadRight(width)} {queue.ActiveMessages,10} {queue.ScheduledMessages,10} {queue.DeadLetterMessages,10} {queue.SizeBytes,16:N0} {queue.Received,12} {queue.Delivered,12}  {queue.Description.Status}");
        }
        page.AppendLine();
        page.AppendLine("Received and delivered are counted from the broker's start.");
        return page.ToString();
    }
}
