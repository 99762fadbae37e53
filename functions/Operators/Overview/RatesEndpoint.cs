using System.Globalization;
using Relay.Functions.Hosting;
using Relay.Functions.Partners;
using Relay.Functions.Usage;

namespace Relay.Functions.Operators.Overview;

/// <summary><c>GET /v1/refusals</c> and the page's <c>GET /operator/rates</c>: what usage says of the last minutes.</summary>
internal sealed class RatesEndpoint(OperatorCalls calls, TimeProvider clock, IUsage usage)
{
    private const int DefaultMinutes = 60;
    private const int MostMinutes = 24 * 60;
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    /// <summary>GET /v1/refusals; query: partner, minutes.</summary>
    public Task ListRefusalsAsync(HttpContext context) => calls.ReadAsync(context, OverviewJson.Default.RefusalList, async () =>
    {
        var (partner, from, to, problem) = Read(context.Request.Query);
        if (problem is not null)
            return (null, problem);

        var points = await usage.ReadAsync(partner, from, to, Minute, context.RequestAborted);
        var counts = points
            .SelectMany(point => point.Figures.SentRefused.Select(refused => (point.Partner, Reason: refused.Key, Envelopes: refused.Value, point.At)))
            .Where(one => one.Envelopes > 0)
            .GroupBy(one => (one.Partner, one.Reason))
            .Select(group => new RefusalCount(group.Key.Partner, group.Key.Reason, group.Sum(one => one.Envelopes), group.Max(one => one.At)))
            .OrderByDescending(count => count.Envelopes).ThenBy(count => count.Partner, StringComparer.Ordinal).ThenBy(count => count.Reason, StringComparer.Ordinal);
        return (new RefusalList(from, to, [.. counts]), (Problem?)null);
    });

    /// <summary>GET /operator/rates; query: partner, minutes.</summary>
    public Task ListRatesAsync(HttpContext context) => calls.ReadAsync(context, OverviewJson.Default.RateList, async () =>
    {
        var (partner, from, to, problem) = Read(context.Request.Query);
        if (problem is not null)
            return (null, problem);

        var byMinute = (await usage.ReadAsync(partner, from, to, Minute, context.RequestAborted)).ToLookup(point => point.At.UtcTicks);
        var points = new List<RatePoint>();
        for (var at = from; at < to; at += Minute)
        {
            var figures = byMinute[at.UtcTicks].Select(point => point.Figures).ToList();
            points.Add(new RatePoint(
                at,
                figures.Sum(one => one.SentAccepted),
                figures.Sum(one => one.SentEnded.GetValueOrDefault("delivered")),
                figures.Sum(one => one.SentRefused.Values.Sum()),
                figures.Sum(one => one.Calls.Where(call => call.Key != "none").Sum(call => call.Value))));
        }

        return (new RateList(points), (Problem?)null);
    });

    private (string? Partner, DateTimeOffset From, DateTimeOffset To, Problem? Problem) Read(IQueryCollection query)
    {
        string? partner = query["partner"];
        if (partner is not null && !PartnerNames.IsName(partner))
            return (null, default, default, Problems.Malformed("partner", PartnerNames.NameRule));
        var minutes = DefaultMinutes;
        if (query["minutes"] is { Count: > 0 } text
            && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out minutes) || minutes is < 1 or > MostMinutes))
        {
            return (null, default, default, Problems.Malformed("minutes", "a number from 1 to the limit", MostMinutes));
        }

        // The minute that runs is in it, whole.
        var ticks = clock.GetUtcNow().UtcTicks;
        var to = new DateTimeOffset(ticks - (ticks % Minute.Ticks), TimeSpan.Zero) + Minute;
        return (partner, to - (minutes * Minute), to, null);
    }
}
