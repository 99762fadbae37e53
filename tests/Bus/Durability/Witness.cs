namespace Relay.Local.Bus.Tests.Durability;

/// <summary>What clients were told, and what they saw, over all lives of the broker.</summary>
internal sealed class Witness
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, SessionRecord> _sessions = [];
    private readonly List<string> _faults = [];

    public IReadOnlyList<string> Faults
    {
        get
        {
            lock (_gate)
                return [.. _faults];
        }
    }

    public (int Sent, int Completed, int Abandoned) Counts
    {
        get
        {
            lock (_gate)
                return (_sessions.Values.Sum(s => s.Sent.Count), _sessions.Values.Sum(s => s.Completed.Count), _sessions.Values.Sum(s => s.Abandons.Count));
        }
    }

    public void SendAcknowledged(string session, IEnumerable<int> numbers) => With(session, record => record.Sent.UnionWith(numbers));

    public void CompletionAcknowledged(string session, int number) => With(session, record => record.Completed.Add(number));

    public void AbandonAcknowledged(string session, int number) => With(session, record =>
    {
        record.Abandons[number] = record.Abandons.GetValueOrDefault(number) + 1;
        record.Expected = number;
    });

    public void Received(string session, int number, int deliveryCount) => With(session, record =>
    {
        if (record.Completed.Contains(number))
            _faults.Add($"{session}/{number} came back after its completion was acknowledged.");
        if (number < record.Highest && record.Uncertain != number && record.Expected != number)
            _faults.Add($"{session}/{number} came after {record.Highest}.");
        if (record.Expected is { } expected && expected != number)
            _faults.Add($"{session}/{number} came before the abandoned {expected}.");
        if (deliveryCount < 1 + record.Abandons.GetValueOrDefault(number))
            _faults.Add($"{session}/{number} has delivery count {deliveryCount} after {record.Abandons[number]} abandons.");
        record.Highest = Math.Max(record.Highest, number);
        record.Uncertain = number;
        record.Expected = null;
    });

    /// <summary>After everything was drained: what was acknowledged and neither completed nor seen again is lost.</summary>
    public IReadOnlyList<string> Lost(IReadOnlyDictionary<string, HashSet<int>> drained)
    {
        lock (_gate)
            return [.. from session in _sessions
                       from number in session.Value.Sent
                       where !session.Value.Seen.Contains(number) && !(drained.TryGetValue(session.Key, out var rest) && rest.Contains(number))
                       select $"{session.Key}/{number}"];
    }

    /// <summary>A completion was asked for; whether or not it is acknowledged, the message may be gone from here on.</summary>
    public void CompletionRequested(string session, int number) => With(session, record => record.Seen.Add(number));

    private void With(string session, Action<SessionRecord> act)
    {
        lock (_gate)
        {
            if (!_sessions.TryGetValue(session, out var record))
                _sessions.Add(session, record = new SessionRecord());
            act(record);
        }
    }

    private sealed class SessionRecord
    {
        public HashSet<int> Sent { get; } = [];

        public HashSet<int> Seen { get; } = [];

        public HashSet<int> Completed { get; } = [];

        public Dictionary<int, int> Abandons { get; } = [];

        public int Highest { get; set; } = -1;

        /// <summary>The message received last: until the next one it may come again.</summary>
        public int? Uncertain { get; set; }

        /// <summary>An abandoned message that must come next.</summary>
        public int? Expected { get; set; }
    }
}
