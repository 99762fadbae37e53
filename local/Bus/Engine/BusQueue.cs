using Relay.Local.Bus.Store;

namespace Relay.Local.Bus.Engine;

/// <summary>
/// The rules of one queue, or of its dead-letter sub-queue, over a clock and a store. Everything happens under one lock;
/// nothing waits for the disk: callbacks come when the store has committed.
/// </summary>
internal sealed partial class BusQueue : IDisposable
{
    private readonly object _gate;
    private readonly QueueDescription _description;
    private readonly IBusStore _store;
    private readonly TimeProvider _clock;
    private readonly BodyCache _cache;
    private readonly BusQueue? _parent;
    private readonly int _number;
    private readonly long _lockMilliseconds;
    private readonly Dictionary<long, MessageEntry> _bySequence = [];
    private readonly SortedSet<MessageEntry> _waiting = new(Engine.BySequence.Instance);
    private readonly SortedSet<MessageEntry> _scheduled = new(BySchedule.Instance);
    private readonly Dictionary<Guid, MessageEntry> _byToken = [];
    private readonly LinkedList<MessageEntry> _locks = [];
    private readonly List<Consumer> _consumers = [];
    private readonly DuplicateWindow? _duplicates;
    private readonly long _createdAt;
    private long _nextSequence;
    private long _storedBytes;
    private int _turn;
    private bool _closed;

    public BusQueue(QueueDescription description, IBusStore store, TimeProvider clock, BodyCache cache)
    {
        _gate = new object();
        _description = description;
        _store = store;
        _clock = clock;
        _cache = cache;
        _lockMilliseconds = (long)description.LockDuration.TotalMilliseconds;
        Name = description.Name;
        var stored = store.Open(description.Name.ToLowerInvariant());
        _number = stored.Number;
        _nextSequence = stored.NextSequence;
        _createdAt = stored.CreatedAt;
        _accessedAt = Now;
        if (description.RequiresDuplicateDetection)
            _duplicates = new DuplicateWindow(description.DuplicateDetectionHistoryTimeWindow, stored.DuplicateKeys);
        DeadLetter = new BusQueue(this);
        _timer = clock.CreateTimer(_ => OnTimer(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        lock (_gate)
            Load(stored);
    }

    private BusQueue(BusQueue parent)
    {
        _parent = parent;
        _gate = parent._gate;
        _description = new QueueDescription
        {
            Name = parent.Name + "/$DeadLetterQueue",
            LockDuration = parent._description.LockDuration,
            MaxDeliveryCount = int.MaxValue,
        };
        _store = parent._store;
        _clock = parent._clock;
        _cache = parent._cache;
        _number = parent._number;
        _lockMilliseconds = parent._lockMilliseconds;
        Name = _description.Name;
        _timer = _clock.CreateTimer(_ => OnTimer(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public string Name { get; }

    /// <summary>The dead-letter sub-queue; null for a sub-queue.</summary>
    public BusQueue? DeadLetter { get; }

    public QueueDescription Description => _description;

    public bool HasSessions => _description.RequiresSession;

    private long Now => _clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Ends deliveries and timers; the store may be closed after this.</summary>
    public void Dispose()
    {
        lock (_gate)
            _closed = true;
        _timer.Dispose();
        DeadLetter?.Dispose();
    }

    private void Load(StoredQueue stored)
    {
        foreach (var (id, state) in stored.SessionStates)
            (SessionOf(id).State, SessionOf(id).StateSetAt) = (state, Now);
        foreach (var message in stored.Messages)
        {
            var deadLettered = message.State?.Place is MessagePlace.DeadLettered or MessagePlace.DeadLetteredDeferred;
            var session = deadLettered || message.SessionId is null || !HasSessions ? null : SessionOf(message.SessionId);
            var entry = new MessageEntry
            {
                Key = message.Key,
                SequenceNumber = message.State?.SequenceNumber ?? (message.Key & ((1L << SqliteReader.SequenceBits) - 1)),
                EnqueuedAt = message.State?.EnqueuedAt ?? message.EnqueuedAt,
                ExpiresAt = message.State?.ExpiresAt ?? message.ExpiresAt,
                Size = message.Size,
                Session = session,
                ScheduledAt = message.State?.ScheduledAt ?? 0,
                Place = message.State?.Place ?? MessagePlace.Active,
                DeliveryCount = message.State?.DeliveryCount ?? 0,
                Modified = message.State?.Modified,
                HasState = message.State is not null,
            };
            (deadLettered ? DeadLetter! : this).Enter(entry);
        }
        Arm();
        DeadLetter!.Arm();
    }

    /// <summary>Takes a message into this queue's memory, waiting.</summary>
    private void Enter(MessageEntry entry)
    {
        _bySequence[entry.SequenceNumber] = entry;
        _storedBytes += entry.Size;
        if (entry.Session is { } session)
            session.References++;
        NoteExpiry(entry);
        MakeWaiting(entry);
    }

    /// <summary>Takes a message out of this queue's memory.</summary>
    private void Leave(MessageEntry entry)
    {
        _bySequence.Remove(entry.SequenceNumber);
        _storedBytes -= entry.Size;
        if (entry.Session is { } session)
        {
            session.References--;
            ForgetIfEmpty(session);
        }
    }

    private void Submit(StoreRecord record, Action committed) => _store.Submit([record], committed);

    private PutState StateOf(MessageEntry entry)
    {
        entry.HasState = true;
        return new PutState(entry.Key, entry.Snapshot());
    }
}
