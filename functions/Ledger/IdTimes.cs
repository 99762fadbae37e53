using System.Buffers.Binary;

namespace Relay.Functions.Ledger;

/// <summary>Where the ledger looks for an id: near the time that the id itself tells (UUIDv7, RFC 9562).</summary>
internal static class IdTimes
{
    private static readonly long MostMilliseconds = DateTimeOffset.MaxValue.AddDays(-1).ToUnixTimeMilliseconds();

    /// <summary>The time in an id; a possible one for any id.</summary>
    public static DateTimeOffset Of(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        var milliseconds = (long)(BinaryPrimitives.ReadUInt64BigEndian(bytes) >> 16);
        return DateTimeOffset.FromUnixTimeMilliseconds(Math.Min(milliseconds, MostMilliseconds));
    }

    /// <summary>The seconds of acceptance in which an id is looked for without an index row.</summary>
    public static (DateTimeOffset From, DateTimeOffset To) Window(Guid id)
    {
        var time = Of(id);
        return (LedgerTimes.Floor(time - LedgerTimes.IdAhead), LedgerTimes.Floor(time + LedgerTimes.IdBehind));
    }

    /// <summary>Whether an id needs an index row to be found in a batch.</summary>
    public static bool NeedsIndex(Guid id, DateTimeOffset acceptedAt)
    {
        var (from, to) = Window(id);
        var second = LedgerTimes.Floor(acceptedAt);
        return second < from || second > to;
    }

    /// <summary>Merges windows that touch, so that each second is read once.</summary>
    public static List<(DateTimeOffset From, DateTimeOffset To)> Merge(IEnumerable<(DateTimeOffset From, DateTimeOffset To)> windows)
    {
        var merged = new List<(DateTimeOffset From, DateTimeOffset To)>();
        foreach (var window in windows.Order())
        {
            if (merged.Count > 0 && window.From <= merged[^1].To + TimeSpan.FromSeconds(1))
                merged[^1] = (merged[^1].From, window.To > merged[^1].To ? window.To : merged[^1].To);
            else
                merged.Add(window);
        }

        return merged;
    }
}
