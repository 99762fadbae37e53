using Microsoft.Extensions.Options;
using Relay.Functions.Hosting;
using Relay.Functions.Operations;
using Relay.Functions.Partners;

namespace Relay.Functions.Reconcile;

/// <summary>Turns a request into a question, or says which rule it breaks.</summary>
internal sealed class ReconcileCheck(IOptions<RetentionOptions> retention, TimeProvider clock)
{
    /// <summary>The longest interval, in hours.</summary>
    public const int MostHours = 24;

    /// <summary>The most ids of one request.</summary>
    public const int MostIds = 10_000;

    private const int DigestLength = 43;

    /// <summary>The question of a partner, or the problem.</summary>
    public (ReconcileQuestion? Question, Problem? Problem) Check(string caller, ReconcileRequest request)
    {
        if (request.Role is not ("sender" or "recipient"))
            return (null, Problems.Malformed("role", "sender or recipient"));
        var isSender = request.Role == "sender";
        if (isSender ? request.Peer is not null : request.Peer is null || !PartnerNames.IsName(request.Peer))
            return (null, Problems.Malformed("peer", "for a recipient, the partner that sent; left out for a sender"));
        if (Interval(request) is { } interval)
            return (null, interval);

        var (from, to) = (request.From!.Value.ToUniversalTime(), request.To!.Value.ToUniversalTime());
        var buckets = new Dictionary<DateTimeOffset, ReconcileBucket>();
        for (var i = 0; i < (request.Buckets?.Count ?? 0); i++)
        {
            if (request.Buckets![i] is not { Count: >= 0, Digest.Length: DigestLength } bucket)
                return (null, Problems.Malformed($"buckets[{i}]", "a minute, a count of 0 or more and a digest of this many characters", DigestLength));
            if (!IsMinuteOf(bucket.Minute, from, to) || !buckets.TryAdd(bucket.Minute.ToUniversalTime(), bucket))
                return (null, Problems.Malformed($"buckets[{i}].minute", "a whole minute of the interval, each once"));
        }

        var (ids, problem) = Ids(request, from, to);
        return problem is null
            ? (new ReconcileQuestion(caller, isSender ? caller : request.Peer!, isSender ? null : caller, from, to, buckets, ids), null)
            : (null, problem);
    }

    private Problem? Interval(ReconcileRequest request)
    {
        var now = clock.GetUtcNow();
        if (request.From is not { } from || !IsWhole(from))
            return Problems.Malformed("from", "a whole minute");
        if (from < now.AddDays(-retention.Value.LedgerDays))
            return Problems.Malformed("from", "within the retention of final states, in days", retention.Value.LedgerDays);
        if (request.To is not { } to || !IsWhole(to) || to <= from)
            return Problems.Malformed("to", "a whole minute after from");
        if (to - from > TimeSpan.FromHours(MostHours))
            return Problems.Malformed("to", "at most this many hours after from", MostHours);
        return to > now ? Problems.Malformed("to", "not after now: a minute is compared when it is over") : null;
    }

    private static (IReadOnlyDictionary<DateTimeOffset, IReadOnlySet<Guid>> Ids, Problem? Problem) Ids(ReconcileRequest request, DateTimeOffset from, DateTimeOffset to)
    {
        var ids = new Dictionary<DateTimeOffset, IReadOnlySet<Guid>>();
        var count = 0;
        for (var i = 0; i < (request.Ids?.Count ?? 0); i++)
        {
            if (request.Ids![i] is not { Ids: { } ofMinute } minute)
                return (ids, Problems.Malformed($"ids[{i}]", "a minute and its ids"));
            if (!IsMinuteOf(minute.Minute, from, to) || !ids.TryAdd(minute.Minute.ToUniversalTime(), ofMinute.ToHashSet()))
                return (ids, Problems.Malformed($"ids[{i}].minute", "a whole minute of the interval, each once"));
            count += ofMinute.Count;
        }

        return (ids, count > MostIds ? Problems.Malformed("ids", "at most this many ids", MostIds) : null);
    }

    private static bool IsMinuteOf(DateTimeOffset minute, DateTimeOffset from, DateTimeOffset to) => IsWhole(minute) && minute >= from && minute < to;

    private static bool IsWhole(DateTimeOffset time) => time.UtcTicks % TimeSpan.TicksPerMinute == 0;
}
