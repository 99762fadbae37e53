namespace Relay.Functions.Usage;

/// <summary>A length of time by which rows are kept.</summary>
internal enum UsageSpan : byte
{
    Minute,
    Hour,
}

/// <summary>What a row is of: a partner, a span, and when it began.</summary>
internal readonly record struct UsageKey(string Partner, UsageSpan Span, DateTimeOffset Start)
{
    /// <summary>When the span is over.</summary>
    public DateTimeOffset End => Start + LengthOf(Span);

    /// <summary>The key of a moment.</summary>
    public static UsageKey Of(string partner, UsageSpan span, DateTimeOffset at)
    {
        var length = LengthOf(span).Ticks;
        return new UsageKey(partner, span, new DateTimeOffset(at.UtcTicks - (at.UtcTicks % length), TimeSpan.Zero));
    }

    /// <summary>How long a span is.</summary>
    public static TimeSpan LengthOf(UsageSpan span) => span == UsageSpan.Minute ? TimeSpan.FromMinutes(1) : TimeSpan.FromHours(1);
}
