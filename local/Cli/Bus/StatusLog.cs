using System.Globalization;

namespace Relay.Cli.Bus;

/// <summary>
/// Decides which states are worth a line where lines stay, as in a file: those in which something changed, and not more than
/// one in the interval.
/// </summary>
internal sealed class StatusLog(BusTotals start, TimeSpan interval)
{
    private BusTotals _told = start;
    private BusTotals _since = start;
    private DateTimeOffset _next = start.At;

    /// <summary>The line for this state; null when it is not worth one.</summary>
    public string? Next(BusTotals now)
    {
        if (now.IsSameAs(_told))
        {
            // A rate is to tell of the time in which something happened.
            _since = now;
            return null;
        }

        if (now.At < _next)
            return null;

        var line = $"{now.At.ToLocalTime().ToString("HH:mm:ss", CultureInfo.InvariantCulture)}  {StatusLine.Format(_since, now)}";
        (_told, _since, _next) = (now, now, now.At + interval);
        return line;
    }
}
