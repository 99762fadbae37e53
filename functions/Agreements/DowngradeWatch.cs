using System.Globalization;
using Azure;
using Relay.Functions.Receipts;

namespace Relay.Functions.Agreements;

/// <summary>A rule of a floor.</summary>
internal enum FloorRule : byte
{
    /// <summary>The protocols that it allows.</summary>
    Protocols,

    /// <summary>Post-quantum keys.</summary>
    PostQuantum,
}

/// <summary>
/// Tells both partners that messages below a floor were refused: of a pair and rule the first at once, what follows within a minute
/// together at the minute's end. Each instance counts by itself.
/// </summary>
internal sealed partial class DowngradeWatch(IPartnerEvents events, TimeProvider clock, ILogger<DowngradeWatch> logger)
{
    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<Downgrade, Counting> _open = [];

    private readonly record struct Downgrade(string One, string Other, FloorRule Rule);

    private sealed class Counting
    {
        public int Untold { get; set; }

        public ITimer? Timer { get; set; }
    }

    /// <summary>Notes one refusal. Does not wait for the telling.</summary>
    public void Note(string from, string to, FloorRule rule)
    {
        var downgrade = string.CompareOrdinal(from, to) < 0 ? new Downgrade(from, to, rule) : new Downgrade(to, from, rule);
        lock (_lock)
        {
            if (_open.TryGetValue(downgrade, out var counting))
            {
                counting.Untold++;
                return;
            }

            // While the entry is there its minute runs; it goes at the end of a minute without refusals.
            _open.Add(downgrade, counting = new Counting());
            counting.Timer = clock.CreateTimer(_ => EndMinute(downgrade), null, Quiet, Timeout.InfiniteTimeSpan);
        }

        _ = TellAsync(downgrade, 1);
    }

    private void EndMinute(Downgrade downgrade)
    {
        int count;
        lock (_lock)
        {
            var counting = _open[downgrade];
            count = counting.Untold;
            counting.Untold = 0;
            if (count == 0)
            {
                counting.Timer!.Dispose();
                _open.Remove(downgrade);
                return;
            }

            counting.Timer!.Change(Quiet, Timeout.InfiniteTimeSpan);
        }

        _ = TellAsync(downgrade, count);
    }

    private async Task TellAsync(Downgrade downgrade, int count)
    {
        try
        {
            await TellAsync(downgrade.One, downgrade.Other, downgrade.Rule, count);
            await TellAsync(downgrade.Other, downgrade.One, downgrade.Rule, count);
        }
        catch (RequestFailedException failure)
        {
            Log.Untold(logger, downgrade.One, downgrade.Other, count, failure);
        }
    }

    private Task TellAsync(string partner, string other, FloorRule rule, int count)
    {
        var facts = new Dictionary<string, string>
        {
            ["partner"] = other,
            ["rule"] = rule == FloorRule.PostQuantum ? "postQuantum" : "protocols",
            ["count"] = count.ToString(CultureInfo.InvariantCulture),
        };
        return events.TellAsync(partner, other, PartnerEventTypes.ProtocolDowngrade, facts, CancellationToken.None);
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 2010, Level = LogLevel.Warning, Message = "{One} and {Other} could not be told of {Count} messages below a floor")]
        public static partial void Untold(ILogger logger, string one, string other, int count, Exception failure);
    }
}
