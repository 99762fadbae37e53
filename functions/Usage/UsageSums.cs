namespace Relay.Functions.Usage;

/// <summary>
/// This instance's sums of the minutes and hours that are not over, or not written yet. Bounded: while the store is gone the oldest
/// are given up. Adding takes a short lock and no memory but for a partner's first figure of a minute.
/// </summary>
internal sealed class UsageSums(TimeProvider clock, int most = UsageSums.MostCells)
{
    /// <summary>Cells kept, a few hundred bytes each: two for each partner and minute.</summary>
    public const int MostCells = 20_000;

    // A clock that is set back must not begin a minute anew whose row is written.
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(2);

    private readonly Lock _gate = new();
    private readonly Dictionary<UsageKey, Grown> _cells = [];
    private int _givenUp;

    /// <summary>Adds to a figure of a partner, now.</summary>
    /// <param name="partner">Whose.</param>
    /// <param name="figure">Which figure.</param>
    /// <param name="amount">How much.</param>
    /// <param name="word">For figures by word: which.</param>
    public void Add(string partner, UsageFigure figure, long amount, string word = "")
    {
        var now = clock.GetUtcNow();
        lock (_gate)
        {
            Cell(UsageKey.Of(partner, UsageSpan.Minute, now)).Add(figure, amount, word);
            Cell(UsageKey.Of(partner, UsageSpan.Hour, now)).Add(figure, amount, word);
        }
    }

    /// <summary>Counts a batch that was delivered to a partner now, some seconds after its acceptance.</summary>
    public void AddLatency(string partner, double seconds)
    {
        var now = clock.GetUtcNow();
        lock (_gate)
        {
            Cell(UsageKey.Of(partner, UsageSpan.Minute, now)).AddLatency(seconds);
            Cell(UsageKey.Of(partner, UsageSpan.Hour, now)).AddLatency(seconds);
        }
    }

    /// <summary>The sums that have changed since they were taken last, each from the beginning of its span.</summary>
    public IReadOnlyList<(UsageKey Key, UsageFigures Figures)> Take()
    {
        lock (_gate)
        {
            var taken = new List<(UsageKey, UsageFigures)>();
            foreach (var (key, cell) in _cells)
            {
                if (!cell.HasChanged)
                    continue;

                cell.HasChanged = false;
                taken.Add((key, cell.Sum.ToFigures()));
            }

            return taken;
        }
    }

    /// <summary>Gives back what could not be written; it is taken again.</summary>
    public void GiveBack(IEnumerable<UsageKey> keys)
    {
        lock (_gate)
        {
            foreach (var key in keys)
            {
                if (_cells.TryGetValue(key, out var cell))
                    cell.HasChanged = true;
            }
        }
    }

    /// <summary>Forgets what is over and written; gives how many sums were given up unwritten since the last call.</summary>
    public int Forget()
    {
        var now = clock.GetUtcNow();
        lock (_gate)
        {
            foreach (var key in _cells.Where(cell => !cell.Value.HasChanged && cell.Key.End + Grace < now).Select(cell => cell.Key).ToList())
                _cells.Remove(key);
            var givenUp = _givenUp;
            _givenUp = 0;
            return givenUp;
        }
    }

    private Grown Cell(UsageKey key)
    {
        if (_cells.TryGetValue(key, out var cell))
            return cell;

        if (_cells.Count >= most)
            GiveUpOldest();
        return _cells[key] = new Grown();
    }

    // A good part at once, so that it is not sorted for each new cell.
    private void GiveUpOldest()
    {
        foreach (var key in _cells.Keys.OrderBy(key => key.End).Take(Math.Max(1, most / 10)).ToList())
        {
            _cells.Remove(key);
            _givenUp++;
        }
    }

    // One sum, and whether it has grown since it was taken.
    private sealed class Grown
    {
        public UsageSum Sum { get; } = new();

        public bool HasChanged { get; set; }

        public void Add(UsageFigure figure, long amount, string word)
        {
            Sum.Add(figure, amount, word);
            HasChanged = true;
        }

        public void AddLatency(double seconds)
        {
            Sum.AddLatency(seconds);
            HasChanged = true;
        }
    }
}
