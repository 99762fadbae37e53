using System.Globalization;
using Microsoft.Extensions.Options;
using Relay.Functions.Limits;
using Relay.Functions.People;

namespace Relay.Functions.Links;

/// <summary>How often users may ask and be asked to link accounts: by the day (UTC), counted in Table storage over all instances.</summary>
internal sealed class LinkBudget(LinkStore store, IOptions<LimitsOptions> limits, TimeProvider clock)
{
    private const string DayFormat = "yyyyMMdd";

    /// <summary>Takes one; null when there was one left. The user need not exist: what it costs is the same.</summary>
    /// <param name="limit">A limit of kind <see cref="LimitKind.Daily"/>.</param>
    /// <param name="user">Whom it counts for.</param>
    /// <param name="cancel">Ends the call.</param>
    /// <exception cref="Azure.RequestFailedException">Table storage did not answer or refused.</exception>
    public async Task<LimitRefusal?> TakeAsync(Limit limit, Address user, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var tomorrow = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero).AddDays(1);
        var most = limit.Number(limits.Value);
        return await store.TryCountAsync(limit.Name, user, most, now.UtcDateTime.ToString(DayFormat, CultureInfo.InvariantCulture), tomorrow, cancel)
            ? null
            : new LimitRefusal(limit, most, (int)Math.Ceiling((tomorrow - now).TotalSeconds));
    }
}
