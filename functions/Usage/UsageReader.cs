using System.Collections.Concurrent;
using Relay.Functions.Partners;

namespace Relay.Functions.Usage;

/// <summary>Reads usage: adds up the rows of all instances and puts them together by step. Whole hours are read from rows of hours.</summary>
internal sealed class UsageReader(IUsageRows rows, IPartnerList partners) : IUsage
{
    private const int PartnersAtOnce = 8;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<UsagePoint>> ReadAsync(string? partner, DateTimeOffset from, DateTimeOffset to, TimeSpan step, CancellationToken cancel)
    {
        if (step < UsageKey.LengthOf(UsageSpan.Minute) || step.Ticks % UsageKey.LengthOf(UsageSpan.Minute).Ticks != 0)
            throw new ArgumentOutOfRangeException(nameof(step), step, "A step is a minute or a multiple of it.");

        var names = partner is not null ? [partner] : await partners.ListAsync(cancel).Select(one => one.Name).ToListAsync(cancel);
        var points = new ConcurrentBag<UsagePoint>();
        await Parallel.ForEachAsync(names, new ParallelOptions { MaxDegreeOfParallelism = PartnersAtOnce, CancellationToken = cancel }, async (name, token) =>
        {
            foreach (var point in await ReadOneAsync(name, Floor(from, step), to, step, token))
                points.Add(point);
        });
        return [.. points.OrderBy(point => point.At).ThenBy(point => point.Partner, StringComparer.Ordinal)];
    }

    private async Task<IEnumerable<UsagePoint>> ReadOneAsync(string partner, DateTimeOffset from, DateTimeOffset to, TimeSpan step, CancellationToken cancel)
    {
        var span = step.Ticks % UsageKey.LengthOf(UsageSpan.Hour).Ticks == 0 ? UsageSpan.Hour : UsageSpan.Minute;
        var length = UsageKey.LengthOf(span);
        var end = Floor(to, length) is var floor && floor < to ? floor + length : floor;
        var sums = new Dictionary<DateTimeOffset, UsageSum>();
        await foreach (var (start, figures) in rows.ReadAsync(partner, span, from, end, cancel))
        {
            var at = Floor(start, step);
            if (!sums.TryGetValue(at, out var sum))
                sums.Add(at, sum = new UsageSum());
            sum.Add(figures);
        }

        return sums.Select(sum => new UsagePoint(partner, sum.Key, sum.Value.ToFigures()));
    }

    private static DateTimeOffset Floor(DateTimeOffset time, TimeSpan step) => new(time.UtcTicks - (time.UtcTicks % step.Ticks), TimeSpan.Zero);
}
