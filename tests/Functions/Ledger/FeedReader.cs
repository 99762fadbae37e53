using Relay.Functions.Ledger;

namespace Relay.Functions.Tests.Ledger;

/// <summary>Reads the feed as a partner does: always on from where it was.</summary>
internal sealed class FeedReader(Ledgers ledgers)
{
    private LedgerPosition _position = LedgerPosition.At(ledgers.Clock.GetUtcNow().AddMinutes(-1));

    public List<EndedEnvelope> Ends { get; } = [];

    public int Most { get; init; } = 500;

    /// <summary>Ends of the largest page.</summary>
    public int Largest { get; private set; }

    public void SkipTo(DateTimeOffset time) => _position = LedgerPosition.At(time);

    public async Task ReadAsync()
    {
        for (var more = true; more;)
        {
            var page = await ledgers.Feed.ReadAsync("instagram", LedgerPosition.Parse(_position.ToString())!.Value, Most, CancellationToken.None);
            Ends.AddRange(page.Ends);
            Largest = Math.Max(Largest, page.Ends.Count);
            _position = page.Next;
            more = page.More;
        }
    }
}
