using Microsoft.Extensions.Options;
using Relay.Functions.Accept;
using Relay.Functions.Agreements;
using Relay.Functions.Callers;
using Relay.Functions.Erasure;
using Relay.Functions.Held;
using Relay.Functions.Ledger;
using Relay.Functions.Limits;
using Relay.Functions.Links;
using Relay.Functions.Media;
using Relay.Functions.PartnerKeys;
using Relay.Functions.Queue;
using Relay.Functions.Receipts;
using Relay.Functions.Rooms;
using Relay.Functions.Transparency;
using Relay.Functions.Usage;

namespace Relay.Functions.Operations;

/// <summary>Removes what is kept no longer: incomplete and old media, used nonces, claimed bodies, ledger rows and events past their time, links that were not made, counts and marks of past days, rooms without changes, usage of long ago; ends held envelopes that have expired; brings erasures, and entries of the key log, to their end; tells of keys that expire.</summary>
internal sealed partial class StoreSweep(
    MediaStage media, NonceStore nonces, LedgerStore ledger, IEventStore events, ClaimedBodies bodies, HeldSweep held, LinkStore links, DailyBudgets budgets, RoomStore rooms, UsageSweep usage, AgreementMarks marks, ErasureSweep erasures, KeyLogSweep keyLog, KeySweep keys, IOptions<RetentionOptions> retention, IOptions<AcceptOptions> accept, TimeProvider clock, ILogger<StoreSweep> logger)
{
    // Longer than a signature can be valid; a nonce matters no longer.
    private static readonly TimeSpan NonceLife = TimeSpan.FromHours(2);

    // After the longest time to live no envelope can need its claimed body; the margin is for what is just being delivered.
    private static readonly TimeSpan BodyMargin = TimeSpan.FromDays(1);

    /// <exception cref="Azure.RequestFailedException">A store did not answer or refused; the next run goes on.</exception>
    public async Task RunAsync(CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var removedMedia = await media.SweepAsync(cancel);
        var removedNonces = await nonces.SweepAsync(now - NonceLife, cancel);
        var removedRows = await ledger.SweepAsync(now.AddDays(-retention.Value.LedgerDays), cancel);
        var removedEvents = await events.SweepAsync(now.AddDays(-retention.Value.LedgerDays), cancel);
        var removedBodies = await bodies.SweepAsync(now - TimeSpan.FromSeconds(accept.Value.LongestTimeToLiveSeconds) - BodyMargin, cancel);
        var expiredHeld = await held.RunAsync(cancel);
        await erasures.RunAsync(cancel);
        await keyLog.RunAsync(cancel);
        await keys.RunAsync(cancel);
        var removedLinks = await links.SweepAsync(now, cancel);
        var removedBudgets = await budgets.SweepAsync(now.AddDays(-1), cancel);
        var removedRooms = await rooms.SweepAsync(now.AddDays(-retention.Value.RoomDays), cancel);
        await marks.SweepAsync(now.AddDays(-1), cancel);
        var removedUsage = await usage.RunAsync(now.AddDays(-retention.Value.UsageDays), cancel);
        Log.Swept(logger, removedMedia, removedNonces, removedRows, removedEvents, removedBodies, removedLinks, removedBudgets, removedRooms, removedUsage, expiredHeld);
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 5000, Level = LogLevel.Information, Message = "Swept {Media} media, {Nonces} nonces, {Rows} ledger rows, {Events} events, {Bodies} bodies, {Links} rows of links, {Budgets} counts of past days, {Rooms} rooms, {Usage} rows of usage; {Held} held envelopes had expired")]
        public static partial void Swept(ILogger logger, int media, int nonces, int rows, int events, int bodies, int links, int budgets, int rooms, int usage, int held);
    }
}
