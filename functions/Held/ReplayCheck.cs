using Relay.Functions.Hosting;
using Relay.Functions.Partners;

namespace Relay.Functions.Held;

/// <summary>Turns the request of a replay into an order, or says what is wrong with it.</summary>
public sealed class ReplayCheck(PartnerDirectory partners, TimeProvider clock)
{
    private const int MostKeys = 1000;
    private const int MostPerCall = 1000;
    private const int FastestPerSecond = 10_000;

    /// <summary>The order, and when the first of its calls began.</summary>
    /// <exception cref="Azure.RequestFailedException">The store did not answer or refused.</exception>
    internal async Task<(ReplayOrder? Order, DateTimeOffset Began, Problem? Problem)> CheckAsync(ReplayRequest request)
    {
        if (Malformed(request) is { } malformed)
            return (null, default, malformed);
        if (await partners.FindAsync(request.Partner!) is not { } partner)
            return (null, default, Problems.NotFound("No such partner."));

        // A millisecond on: what is held in this very one is meant as well.
        var (began, last) = request.Cursor is { } cursor ? HeldWords.ReadReplayCursor(cursor)!.Value : (clock.GetUtcNow().AddMilliseconds(1), null);
        var before = request.Before < began ? request.Before.Value : began;
        var order = new ReplayOrder(
            partner,
            request.Keys is { } keys ? [.. keys.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)] : null,
            new HeldQuery(partner.Name, request.Sender, HeldReason.Rejected, before),
            last,
            request.Max ?? MostPerCall,
            request.PerSecond);
        return (order, began, null);
    }

    private static Problem? Malformed(ReplayRequest request)
    {
        if (request.Partner is null || !PartnerNames.IsName(request.Partner))
            return Problems.Malformed("partner", PartnerNames.NameRule);
        if (request.Sender is { } sender && !PartnerNames.IsName(sender))
            return Problems.Malformed("sender", PartnerNames.NameRule);
        if (request.Reason is { } reason && HeldWords.Reason(reason) != HeldReason.Rejected)
            return Problems.Malformed("reason", "rejected; what cannot be read cannot be sent again");
        if (request.Before is { } before && before < DateTimeOffset.UnixEpoch)
            return Problems.Malformed("before", "a time from 1970 on");
        if (request.Max is < 1 or > MostPerCall)
            return Problems.Malformed("max", "a number from 1 to the limit", MostPerCall);
        if (request.PerSecond is < 1 or > FastestPerSecond)
            return Problems.Malformed("perSecond", "a number from 1 to the limit", FastestPerSecond);
        if (request.Cursor is { } cursor && HeldWords.ReadReplayCursor(cursor) is null)
            return Problems.Malformed("cursor", "the cursor of the call before");
        return MalformedChoice(request);
    }

    private static Problem? MalformedChoice(ReplayRequest request)
    {
        var filtered = request.Sender is not null || request.Reason is not null || request.Before is not null;
        var choices = (request.Keys is null ? 0 : 1) + (filtered ? 1 : 0) + (request.All is true ? 1 : 0);
        if (choices != 1)
            return Problems.Malformed("all", "keys, or a filter (sender, reason, before), or all: true; one of the three");
        if (request.Keys is { } keys)
        {
            if (keys.Count is 0 or > MostKeys)
                return Problems.Malformed("keys", "1 to this many keys", MostKeys);
            for (var i = 0; i < keys.Count; i++)
            {
                if (keys[i] is null || !HeldKeys.IsKey(keys[i]))
                    return Problems.Malformed($"keys[{i}]", HeldKeys.Rule);
            }
        }

        return null;
    }
}
