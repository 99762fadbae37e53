using Microsoft.Extensions.Options;
using Relay.Functions.Partners;

namespace Relay.Functions.Held;

/// <summary>Which held envelopes of a partner are to be sent again, and how.</summary>
/// <param name="Partner">The partner that they are held for.</param>
/// <param name="Keys">These alone, ascending; null for all that the query means.</param>
/// <param name="Query">Which are meant; ends at the call's own beginning, so that what fails again is not sent a second time.</param>
/// <param name="After">Only those after this key.</param>
/// <param name="Most">How many this call takes at most.</param>
/// <param name="PerSecond">How many a second; null for the most that the options allow.</param>
public sealed record ReplayOrder(PartnerRecord Partner, IReadOnlyList<string>? Keys, HeldQuery Query, string? After, int Most, int? PerSecond);

/// <summary>What a call has done.</summary>
/// <param name="Replayed">Queued again.</param>
/// <param name="Expired">Ended as expired.</param>
/// <param name="Gone">Named by a key under which nothing is held, or gone since it was listed.</param>
/// <param name="Remaining">Still to be done, counted up to <see cref="ReplayStage.MostCounted"/>.</param>
/// <param name="Last">The key to go on after; null when nothing is left.</param>
public readonly record struct ReplayResult(int Replayed, int Expired, int Gone, int Remaining, string? Last);

/// <summary>
/// Sends held envelopes again, oldest first, for as long as one call may work. It keeps no state between calls: what is done is
/// held no longer, so that the same call made again goes on where the last one ended, however that ended.
/// </summary>
public sealed partial class ReplayStage(
    IHeldStore store, HeldReplay replay, ReplayPace pace, IOptions<HeldOptions> options, TimeProvider clock, ILogger<ReplayStage> logger)
{
    /// <summary>How far what remains is counted.</summary>
    public const int MostCounted = 100_000;

    private const int Page = 100;

    /// <summary>Sends again. Cancelling it ends it after the envelope at hand.</summary>
    /// <exception cref="Azure.RequestFailedException">A store did not answer or refused.</exception>
    /// <exception cref="Azure.Messaging.ServiceBus.ServiceBusException">The queue did not answer or refused.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; no envelope is lost by it.</exception>
    public async Task<ReplayResult> RunAsync(ReplayOrder order, CancellationToken cancel)
    {
        var deadline = clock.GetUtcNow().AddSeconds(options.Value.ReplaySeconds);
        var (replayed, expired, gone, taken) = (0, 0, 0, 0);
        var after = order.After;
        try
        {
            while (taken < order.Most && await NextAsync(order, after, Math.Min(Page, order.Most - taken), cancel) is { Count: > 0 } page)
            {
                foreach (var (key, record) in page)
                {
                    cancel.ThrowIfCancellationRequested();
                    if (record is not null && !await pace.WaitAsync(order.PerSecond, deadline, cancel))
                        return await EndAsync(order, replayed, expired, gone, after, cancel);

                    // Once begun it is brought to its end: a cancelled one would be queued and still be held.
                    var outcome = record is null ? ReplayOutcome.Gone : await replay.RunAsync(record, order.Partner, CancellationToken.None);
                    replayed += outcome == ReplayOutcome.Replayed ? 1 : 0;
                    expired += outcome == ReplayOutcome.Expired ? 1 : 0;
                    gone += outcome == ReplayOutcome.Gone ? 1 : 0;
                    (after, taken) = (key, taken + 1);
                }
            }
        }
        finally
        {
            if (taken > 0)
                Log.Replayed(logger, order.Partner.Name, replayed, expired);
        }

        return await EndAsync(order, replayed, expired, gone, after, cancel);
    }

    /// <summary>What a call, and those after it, would do.</summary>
    /// <exception cref="Azure.RequestFailedException">A store did not answer or refused.</exception>
    public async Task<ReplayResult> TryOutAsync(ReplayOrder order, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        if (order.Keys is null)
        {
            var (all, expired) = await store.CountAsync(order.Query, After(order, order.After), now, MostCounted, cancel);
            return new ReplayResult(all - expired, expired, 0, all, null);
        }

        var found = await NextAsync(order, order.After, order.Keys.Count, cancel);
        var over = found.Count(one => one.Record?.ExpiresAt <= now);
        var gone = found.Count(one => one.Record is null);
        return new ReplayResult(found.Count - over - gone, over, gone, found.Count - gone, null);
    }

    private async Task<IReadOnlyList<(string Key, HeldRecord? Record)>> NextAsync(ReplayOrder order, string? after, int most, CancellationToken cancel)
    {
        if (order.Keys is null)
            return [.. (await store.ListAsync(order.Query, After(order, after), most, cancel)).Select(record => (record.Key, (HeldRecord?)record))];

        var found = new List<(string, HeldRecord?)>();
        foreach (var key in Rest(order.Keys, after).Take(most))
            found.Add((key, await store.FindAsync(order.Partner.Name, key, cancel)));
        return found;
    }

    private async Task<ReplayResult> EndAsync(ReplayOrder order, int replayed, int expired, int gone, string? after, CancellationToken cancel)
    {
        var remaining = order.Keys is null
            ? (await store.CountAsync(order.Query, After(order, after), clock.GetUtcNow(), MostCounted, cancel)).All
            : Rest(order.Keys, after).Count();
        return new ReplayResult(replayed, expired, gone, remaining, remaining == 0 ? null : after ?? "");
    }

    private static IEnumerable<string> Rest(IReadOnlyList<string> keys, string? after) => keys.Where(key => string.CompareOrdinal(key, after) > 0);

    private static (string, string)? After(ReplayOrder order, string? key) => string.IsNullOrEmpty(key) ? null : (order.Partner.Name, key);

    private static partial class Log
    {
        [LoggerMessage(EventId = 6003, Level = LogLevel.Information, Message = "{Replayed} held envelopes for {Partner} were sent again, {Expired} had expired")]
        public static partial void Replayed(ILogger logger, string partner, int replayed, int expired);
    }
}
