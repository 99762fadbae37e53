namespace Relay.Functions.Usage;

/// <summary>The figures of <see cref="UsageFigures"/>; those from <see cref="SentRefused"/> on are kept by word.</summary>
internal enum UsageFigure : byte
{
    Requests,
    Throttled,
    SentAccepted,
    SentBytes,
    ReceivedAccepted,
    SentRefused,
    SentEnded,
    ReceivedEnded,
    Calls,
}

/// <summary>Figures that grow. Not for several threads at once.</summary>
internal sealed class UsageSum
{
    // Words come out of closed lists; this bounds a row should one of them ever grow.
    private const int MostWords = 100;
    private const string OtherWords = "other";

    private readonly long[] _numbers = new long[(int)UsageFigure.SentRefused];
    private readonly Dictionary<string, long>[] _words = [new(), new(), new(), new()];
    private readonly long[] _latency = new long[UsageFigures.LatencyBounds.Count + 1];

    /// <summary>Adds to a figure; <paramref name="word"/> is for those that are kept by word.</summary>
    public void Add(UsageFigure figure, long amount, string word = "")
    {
        if (figure < UsageFigure.SentRefused)
        {
            _numbers[(int)figure] += amount;
            return;
        }

        var words = Words(figure);
        if (words.Count >= MostWords && !words.ContainsKey(word))
            word = OtherWords;
        words[word] = words.GetValueOrDefault(word) + amount;
    }

    /// <summary>Counts a batch that was delivered after some seconds.</summary>
    public void AddLatency(double seconds)
    {
        var bound = 0;
        while (bound < UsageFigures.LatencyBounds.Count && seconds > UsageFigures.LatencyBounds[bound])
            bound++;
        _latency[bound]++;
    }

    /// <summary>Adds figures of another sum.</summary>
    public void Add(UsageFigures figures)
    {
        Add(UsageFigure.Requests, figures.Requests);
        Add(UsageFigure.Throttled, figures.Throttled);
        Add(UsageFigure.SentAccepted, figures.SentAccepted);
        Add(UsageFigure.SentBytes, figures.SentBytes);
        Add(UsageFigure.ReceivedAccepted, figures.ReceivedAccepted);
        Add(UsageFigure.SentRefused, figures.SentRefused);
        Add(UsageFigure.SentEnded, figures.SentEnded);
        Add(UsageFigure.ReceivedEnded, figures.ReceivedEnded);
        Add(UsageFigure.Calls, figures.Calls);
        for (var i = 0; i < Math.Min(_latency.Length, figures.Latency.Count); i++)
            _latency[i] += figures.Latency[i];
    }

    /// <summary>The figures as they are now.</summary>
    public UsageFigures ToFigures() => new()
    {
        Requests = _numbers[(int)UsageFigure.Requests],
        Throttled = _numbers[(int)UsageFigure.Throttled],
        SentAccepted = _numbers[(int)UsageFigure.SentAccepted],
        SentBytes = _numbers[(int)UsageFigure.SentBytes],
        ReceivedAccepted = _numbers[(int)UsageFigure.ReceivedAccepted],
        SentRefused = Copy(UsageFigure.SentRefused),
        SentEnded = Copy(UsageFigure.SentEnded),
        ReceivedEnded = Copy(UsageFigure.ReceivedEnded),
        Calls = Copy(UsageFigure.Calls),
        Latency = [.. _latency],
    };

    private void Add(UsageFigure figure, IReadOnlyDictionary<string, long> byWord)
    {
        foreach (var (word, amount) in byWord)
            Add(figure, amount, word);
    }

    private Dictionary<string, long> Copy(UsageFigure figure) => new(Words(figure));

    private Dictionary<string, long> Words(UsageFigure figure) => _words[figure - UsageFigure.SentRefused];
}
