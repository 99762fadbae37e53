using NCrontab;

namespace Relay.Local.Host.Timers;

/// <summary>NCRONTAB as the timer trigger reads it.</summary>
internal static class Cron
{
    public static readonly CrontabSchedule.ParseOptions SixFields = new() { IncludingSeconds = true };
}
