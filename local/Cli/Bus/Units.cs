using System.Globalization;

namespace Relay.Cli.Bus;

/// <summary>Numbers, sizes and times as people read them, the same in every culture.</summary>
internal static class Units
{
    private const double Step = 1024;

    private static readonly string[] Sizes = ["KB", "MB", "GB", "TB"];

    /// <summary>A whole number with thousands separators.</summary>
    public static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A number by second: one digit after the point below ten, none above.</summary>
    public static string Rate(double perSecond) =>
        perSecond.ToString(perSecond is > 0 and < 9.95 ? "N1" : "N0", CultureInfo.InvariantCulture) + "/s";

    /// <summary>A size in the largest unit that it fills; a KB is 1,024 bytes.</summary>
    public static string Bytes(long bytes)
    {
        if (bytes < Step)
            return Count(bytes) + " B";
        var (value, unit) = (bytes / Step, 0);
        while (value >= Step && unit < Sizes.Length - 1)
            (value, unit) = (value / Step, unit + 1);
        return value.ToString("N1", CultureInfo.InvariantCulture) + " " + Sizes[unit];
    }

    /// <summary>A time in the largest unit of which it is a whole number.</summary>
    public static string Duration(TimeSpan time) => time switch
    {
        { Ticks: > 0 } when time.Ticks % TimeSpan.TicksPerDay == 0 => Count(time.Ticks / TimeSpan.TicksPerDay) + " d",
        { Ticks: > 0 } when time.Ticks % TimeSpan.TicksPerHour == 0 => Count(time.Ticks / TimeSpan.TicksPerHour) + " h",
        { Ticks: > 0 } when time.Ticks % TimeSpan.TicksPerMinute == 0 => Count(time.Ticks / TimeSpan.TicksPerMinute) + " min",
        _ => time.TotalSeconds.ToString("#,##0.###", CultureInfo.InvariantCulture) + " s",
    };
}
