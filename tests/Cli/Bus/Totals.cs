using Relay.Cli.Bus;

namespace Relay.Cli.Tests.Bus;

/// <summary>States of a broker at times counted in seconds.</summary>
internal static class Totals
{
    private static readonly DateTimeOffset Start = new(2026, 5, 4, 10, 0, 0, TimeSpan.Zero);

    /// <summary>A durable broker that has taken in and given out so many messages.</summary>
    public static BusTotals At(double seconds, long taken = 0, long given = 0, int connections = 0, long diskBytes = 4096) =>
        new(Start.AddSeconds(seconds), connections, taken, 0, 0, taken, given, taken * 1024, diskBytes);
}
