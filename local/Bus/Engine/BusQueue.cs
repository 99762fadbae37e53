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
    private readonly MessageLine _waiting = new();

    /// <summary>Scheduled and deferred messages, which are asked for by their sequence number.</summary>
    private readonly Dictionary<long, MessageEntry> _aside = [];

    /// <summary>
    /// Messages whose change is being committed, under each number they may be stored by just now, with their sessions. They are
    /// in no other list, and belong to the queue or to its sub-queue, as their rows tell: hence one list for both.
    /// </summary>
    private readonly Dictionary<long, Session?> _changing;
    private readonly SortedSet<MessageEntry> _scheduled = new(BySchedule.Instance);
    private readonly Dictionary<Guid, MessageEntry> _byToken = [];
    private readonly LinkedList<MessageEntry> _locks = [];
    private readonly List<Consumer> _consumers = [];
    private readonly DuplicateWindow? _duplicates;
    private readonly long _createdAt;
    private long _nextSequence;
    private long _count;
    private long _storedBytes;
    private int _turn;
    private bool _closed;

    public BusQueue(QueueDescription description, IBusStore store, TimeProvider clock, BodyCache cache)
    {
        _gate = new object();
        _changing = [];
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
        _changing = parent._changing;
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
        foreach (var head in stored.Messages)
            (head.Place is MessagePlace.DeadLettered or MessagePlace.DeadLetteredDeferred ? DeadLetter! : this).Enter(head);
        Arm();
        DeadLetter!.Arm();
    }

    /// <summary>Takes a stored message into this queue's memory.</summary>
    private void Enter(in StoredHead head)
    {
        var session = HasSessions && head.SessionId is not null ? SessionOf(head.SessionId) : null;
        if (head.Place is MessagePlace.Active or MessagePlace.DeadLettered)
        {
            Count(head.Size, session);
            _nextExpiry = Math.Min(_nextExpiry, head.ExpiresAt);
            var slot = new WaitingSlot(head.SequenceNumber, head.ExpiresAt, head.Size, head.HasState);
            (session?.Waiting ?? _waiting).Append(slot);
            if (session is not null)
                OfferSession(session);
            return;
        }
        Enter(new MessageEntry
        {
            Queue = _number,
            SequenceNumber = head.SequenceNumber,
            ExpiresAt = head.ExpiresAt,
            Size = head.Size,
            Session = session,
            ScheduledAt = head.ScheduledAt,
            Place = head.Place,
            HasState = head.HasState,
        });
    }

    /// <summary>Takes a message into this queue's memory, waiting.</summary>
    private void Enter(MessageEntry entry)
    {
        Count(entry.Size, entry.Session);
        MakeWaiting(entry);
    }

    private void Count(int size, Session? session)
    {
        _count++;
        _storedBytes += size;
        if (session is not null)
            session.References++;
    }

    /// <summary>Takes a message out of this queue's memory.</summary>
    private void Leave(MessageEntry entry)
    {
        _count--;
        _storedBytes -= entry.Size;
        _aside.Remove(entry.SequenceNumber);
        if (entry.Session is { } session)
        {
            session.References--;
            ForgetIfEmpty(session);
        }
    }

    /// <summary>The entry of a message that was taken from its line.</summary>
    private MessageEntry Thaw(in WaitingMessage message, Session? session) => message.Entry ?? new MessageEntry
    {
        Queue = _number,
        SequenceNumber = message.Slot.SequenceNumber,
        ExpiresAt = message.Slot.ExpiresAt,
        Size = message.Slot.Size,
        HasState = message.Slot.HasState,
        Session = session,
        Place = _parent is null ? MessagePlace.Active : MessagePlace.DeadLettered,
        Phase = MessagePhase.Waiting,
    };

    /// <summary>The message's bytes; what else is stored of it is known after this.</summary>
    private byte[] BytesOf(MessageEntry entry)
    {
        if (entry is { Known: true, Cached: { } cached })
            return cached;
        var stored = _store.Read(entry.Key) ?? throw new InvalidOperationException($"Message {entry.Key} is not in the store.");
        if (!entry.Known)
            entry.Learn(stored);
        return stored.Encoded;
    }

    private void Submit(StoreRecord record, Action committed) => _store.Submit([record], committed);

    private PutState StateOf(MessageEntry entry)
    {
        entry.HasState = true;
        return new PutState(entry.Key, entry.Snapshot());
    }
}
