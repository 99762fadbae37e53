using Relay.Cli.Bus;
using Relay.Client.Operators;
using Relay.Client.Usage;

namespace Relay.Cli.Operators;

/// <summary>Writes usage: the sums of all partners, or one partner's hours.</summary>
internal sealed class UsageTables(RelayOperator relay, TextWriter output, TimeProvider clock)
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>Of the last hours, the present one in it.</summary>
    public async Task<int> WriteAsync(string? partner, int hours, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var to = new DateTimeOffset(now.UtcTicks - (now.UtcTicks % Hour.Ticks), TimeSpan.Zero) + Hour;
        var points = await relay.ListUsageAsync(partner, to - (hours * Hour), to, Hour, cancel);
        var first = partner is null ? "PARTNER" : "HOUR";
        var table = new TextTable(first, ">REQUESTS", ">THROTTLED", ">SENT", ">BYTES", ">REFUSED", ">RECEIVED", ">DELIVERED", ">FAILED CALLS");
        foreach (var group in points.GroupBy(point => partner is null ? point.Partner : OperatorTexts.Time(point.At)!).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            string Sum(Func<UsageFigures, long> figure) => Units.Count(group.Sum(point => figure(point.Figures)));
            table.Add(
                group.Key,
                Sum(one => one.Requests),
                Sum(one => one.Throttled),
                Sum(one => one.SentAccepted),
                Units.Bytes(group.Sum(point => point.Figures.SentBytes)),
                Sum(one => one.SentRefused.Values.Sum()),
                Sum(one => one.ReceivedAccepted),
                Sum(one => one.ReceivedEnded.GetValueOrDefault("delivered")),
                Sum(one => one.Calls.Where(call => call.Key != "none").Sum(call => call.Value)));
        }

        table.WriteTo(output, "Nothing was used in that time.");
        return OperatorExit.Done;
    }
}
