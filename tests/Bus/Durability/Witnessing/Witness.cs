using System.Globalization;

namespace Relay.Local.Bus.Tests.Durability.Witnessing;

/// <summary>
/// What clients asked for, what they were told, and what they saw, over all lives of one broker. Every contradiction is a
/// <see cref="Fault"/>. Requests are told before they are made, answers after they came, and a crash after the last answer.
/// </summary>
internal sealed partial class Witness(IEnumerable<QueueDescription> queues, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, QueueRecord> _queues = queues.ToDictionary(queue => queue.Name, queue => new QueueRecord(queue));
    private readonly List<Fault> _faults = [];
    private readonly HashSet<MessageRecord> _busy = [];
    private readonly Counts _counts = new();
    private int _life;

    public IReadOnlyList<Fault> Faults
    {
        get
        {
            lock (_gate)
                return [.. _faults];
        }
    }

    public Counts Counts
    {
        get
        {
            lock (_gate)
                return _counts with { };
        }
    }

    /// <summary>The broker was killed, and every answer that was on its way has been heard: what is unanswered stays uncertain.</summary>
    public void BrokerKilled()
    {
        lock (_gate)
        {
            _life++;
            _counts.Lives++;
            foreach (var record in _busy)
            {
                _counts.Unanswered += record.Pending is null ? 0 : 1;
                record.Pending = null;
                record.Locked = false;
            }
            _busy.Clear();
        }
    }

    /// <summary>What is known of one message, for the words of an assertion.</summary>
    public string Tell(string queue, string id)
    {
        lock (_gate)
            return _queues[queue].Messages.TryGetValue(id, out var record)
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"{record}: possible {record.Possible}, due {record.Sent.ScheduledFor:O}, last due {LastDue:O}, now {clock.GetUtcNow():O}, story: {string.Join(", ", record.Story)}")
                : $"{id}: never sent";
    }

    /// <summary>A living broker answered with an error.</summary>
    public void Refused(string request, Exception error)
    {
        lock (_gate)
            Add(FaultKind.Refused, $"{request}: {error.GetType().Name}: {error.Message}");
    }

    private void Add(FaultKind kind, string text) => _faults.Add(new Fault(kind, $"{text} [life {_life}]"));

    private void Add(FaultKind kind, MessageRecord record, string text) => Add(kind, $"{record} {text} (its story: {string.Join(", ", record.Story)})");

    private void Tell(MessageRecord record, string text) => record.Story.Add(string.Create(CultureInfo.InvariantCulture, $"{_life}: {text}"));

    private sealed class QueueRecord(QueueDescription description)
    {
        public QueueDescription Description => description;

        public Dictionary<string, MessageRecord> Messages { get; } = new(StringComparer.Ordinal);

        public Dictionary<string, SessionRecord> Sessions { get; } = new(StringComparer.Ordinal);

        public Dictionary<long, MessageRecord> Numbers { get; } = [];

        public long HighestNumber { get; set; }

        /// <summary>Messages that receive-and-delete requests may have taken without an answer.</summary>
        public int MayBeTaken { get; set; }

        public SessionRecord Session(string id)
        {
            if (!Sessions.TryGetValue(id, out var session))
                Sessions.Add(id, session = new SessionRecord());
            return session;
        }
    }
}
