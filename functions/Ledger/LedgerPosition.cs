using System.Globalization;

namespace Relay.Functions.Ledger;

/// <summary>How far a reader of ends has come. As text it is a cursor: opaque to partners, safe in a query.</summary>
/// <param name="Second">The second that is read next, or on.</param>
/// <param name="After">The last row of it that was read; null before the first.</param>
internal readonly record struct LedgerPosition(DateTimeOffset Second, string? After)
{
    private const string SecondFormat = "yyyyMMddHHmmss";
    private const int LongestText = 256;

    /// <summary>The beginning of the second of a time.</summary>
    public static LedgerPosition At(DateTimeOffset time) => new(LedgerTimes.Floor(time), null);

    /// <summary>Reads a cursor; null when it is none.</summary>
    public static LedgerPosition? Parse(string text)
    {
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        var second = dot < 0 ? text : text[..dot];
        if (text.Length > LongestText || !DateTimeOffset.TryParseExact(second, SecondFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
            return null;
        return new LedgerPosition(time, dot < 0 ? null : text[(dot + 1)..]);
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        var second = Second.UtcDateTime.ToString(SecondFormat, CultureInfo.InvariantCulture);
        return After is null ? second : $"{second}.{After}";
    }
}

/// <summary>Ends of a sending partner's envelopes, in the order in which readers learn them.</summary>
/// <param name="Ends">The ends.</param>
/// <param name="Next">Where to go on.</param>
/// <param name="More">Whether there is more already.</param>
internal sealed record LedgerPage(IReadOnlyList<EndedEnvelope> Ends, LedgerPosition Next, bool More);
