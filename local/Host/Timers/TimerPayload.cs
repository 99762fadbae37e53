using Relay.Local.Host.App;
using Relay.Local.Host.Invocation;

namespace Relay.Local.Host.Timers;

/// <summary>When a schedule last ran, when that was noted, and when it runs next. A time that never was is null.</summary>
internal sealed record ScheduleStatus(DateTimeOffset? Last, DateTimeOffset? LastUpdated, DateTimeOffset Next);

/// <summary>Payload of the timer trigger: the extension's TimerInfo, an object and hence plain JSON.</summary>
internal static class TimerPayload
{
    private const string Format = "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz";

    public static ReadOnlyMemory<byte> Write(TimerFunction function, ScheduleStatus status, bool isPastDue, TimeProvider clock) => PayloadWriter.Write(
        data =>
        {
            data.WriteStartObject(function.Binding);
            data.WriteStartObject("Schedule");
            data.WriteBoolean("AdjustForDST", true);
            data.WriteEndObject();
            if (function.UseMonitor)
            {
                data.WriteStartObject("ScheduleStatus");
                data.WriteString("Last", Text(status.Last));
                data.WriteString("LastUpdated", Text(status.LastUpdated));
                data.WriteString("Next", Text(status.Next));
                data.WriteEndObject();
            }
            else
            {
                data.WriteNull("ScheduleStatus");
            }

            data.WriteBoolean("IsPastDue", isPastDue);
            data.WriteEndObject();
        },
        metadata =>
        {
            PayloadWriter.WriteInString(metadata, "TimerTrigger",
                clock.GetUtcNow().UtcDateTime.ToString(System.Globalization.CultureInfo.InvariantCulture));
            PayloadWriter.WriteSys(metadata, function.Name, clock);
        });

    // The extension's DateTime has the value 0001-01-01 for "never".
    private static string Text(DateTimeOffset? time) =>
        (time ?? DateTimeOffset.MinValue).ToString(Format, System.Globalization.CultureInfo.InvariantCulture);
}
