using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Relay.Functions.Ledger;
using Relay.Functions.Partners;

namespace Relay.Functions.Receipts;

/// <summary>What came of a step.</summary>
internal enum ReceiptStep
{
    /// <summary>Something was posted and taken; there may be more.</summary>
    Sent,

    /// <summary>There is nothing to post, or its time has not come.</summary>
    Idle,
}

/// <summary>
/// Brings one partner's events endpoint one step further: its oldest events, then a page of receipts. The cursor is written
/// after the endpoint has answered 2xx, so that a crash in between posts the page again and never leaves one out.
/// </summary>
internal sealed partial class ReceiptDelivery(
    LedgerStore ledger, IEventStore store, IPartners partners, IEventsEndpoint endpoint, Random random, IOptions<ReceiptOptions> options, TimeProvider clock, ILogger<ReceiptDelivery> logger)
{
    // A new endpoint is told what ended from this long before it was set.
    private static readonly TimeSpan Headstart = TimeSpan.FromMinutes(1);

    // How far the cursor may lag behind while nothing ends: a read of empty seconds costs little, a write each time would not.
    private static readonly TimeSpan LongestLag = TimeSpan.FromMinutes(10);

    /// <exception cref="Azure.RequestFailedException">A store did not answer or refused.</exception>
    public async Task<ReceiptStep> StepAsync(PartnerRecord partner, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var (cursor, events) = await store.ReadAsync(partner.Name, cancel);
        cursor ??= await store.TryWriteAsync(new EventsCursor(partner.Name, LedgerPosition.At(now - Headstart).ToString(), 0, default, default), cancel);
        if (cursor is null || cursor.NextAt > now)
            return ReceiptStep.Idle;

        foreach (var told in events)
        {
            var isOver = told.About is { } about && await AreApartAsync(partner.Name, about, cancel);
            if (!isOver && !await PostAsync(partner, cursor, told.Key, Encoding.UTF8.GetBytes(told.Body), cancel))
                return ReceiptStep.Idle;
            await store.RemoveAsync(told, cancel);
        }

        return await SendPageAsync(partner, cursor, events.Count > 0, cancel);
    }

    // What was told while both were of one world is dropped when one of them has moved. The cache may know of one move and not of the
    // other, and the caller's record is as old as its run: neither is enough to drop something for.
    private async Task<bool> AreApartAsync(string partner, string about, CancellationToken cancel) =>
        PartnerWorlds.AreApart(await partners.FindAsync(partner), await partners.FindAsync(about))
        && PartnerWorlds.AreApart(await partners.FindNowAsync(partner, cancel), await partners.FindNowAsync(about, cancel));

    private async Task<ReceiptStep> SendPageAsync(PartnerRecord partner, EventsCursor cursor, bool told, CancellationToken cancel)
    {
        var position = LedgerPosition.Parse(cursor.Position)!.Value;
        var page = await ledger.Feed.ReadAsync(partner.Name, position, options.Value.ReceiptsPerCall, cancel);
        var next = page.Next.ToString();
        if (page.Ends.Count > 0)
        {
            var notice = new ReceiptsNotice("receipts", next, [.. page.Ends.Select(ReceiptView.Of)]);
            var body = JsonSerializer.SerializeToUtf8Bytes(notice, ReceiptJson.Default.ReceiptsNotice);
            if (!await PostAsync(partner, cursor, PageId(partner.Name, cursor.Position, next), body, cancel))
                return ReceiptStep.Idle;
        }

        var moved = page.Ends.Count > 0 || page.More || page.Next.Second - position.Second > LongestLag;
        if (moved || cursor.Failures > 0)
        {
            // Another instance that was faster has moved the cursor as far, or further on its next read.
            await store.TryWriteAsync(cursor with { Position = next, Failures = 0, NextAt = default }, cancel);
        }

        return page.Ends.Count > 0 || page.More || told ? ReceiptStep.Sent : ReceiptStep.Idle;
    }

    private async Task<bool> PostAsync(PartnerRecord partner, EventsCursor cursor, string id, byte[] body, CancellationToken cancel)
    {
        var answer = await endpoint.PostAsync(partner, id, body, cancel);
        if (answer.Taken)
            return true;

        var failures = cursor.Failures + 1;
        var wait = Wait(failures, answer.RetryAfter);
        Log.NotTaken(logger, partner.Name, answer.Status, failures, (long)wait.TotalMilliseconds);
        await store.TryWriteAsync(cursor with { Failures = failures, NextAt = clock.GetUtcNow() + wait }, cancel);
        return false;
    }

    // Doubles with each failure, between half and all of it by chance; what the partner asks for counts within the same bounds.
    private TimeSpan Wait(int failures, TimeSpan? retryAfter)
    {
        const int MostDoublings = 20;
        var first = TimeSpan.FromMilliseconds(options.Value.FirstRetryMilliseconds);
        var longest = TimeSpan.FromSeconds(options.Value.LongestRetrySeconds);
        var full = first * Math.Pow(2, Math.Min(failures - 1, MostDoublings));
        var wait = (full < longest ? full : longest) * (0.5 + (random.NextDouble() / 2));
        var asked = retryAfter is { } after ? (after < longest ? after : longest) : TimeSpan.Zero;
        return asked > wait ? asked : wait;
    }

    // The same page has the same id; a page that has grown since is another.
    private static string PageId(string partner, string from, string to) =>
        Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes($"{partner}|{from}|{to}")));

    private static partial class Log
    {
        [LoggerMessage(EventId = 4000, Level = LogLevel.Warning, Message = "{Partner}'s events endpoint did not take a call (status {Status}, {Failures} in a row); next in {Milliseconds} ms")]
        public static partial void NotTaken(ILogger logger, string partner, int status, int failures, long milliseconds);
    }
}
