using Relay.Functions.Queue;
using Relay.Lanes.Tests.Scheduler;

namespace Relay.Lanes.Tests.Fakes;

/// <summary>A message in a session.</summary>
/// <param name="Sequence">Its place in the session.</param>
/// <param name="Body">A packed message.</param>
internal sealed record QueuedBody(long Sequence, byte[] Body)
{
    public Contents Contents { get; } = Packing.Open(Body);

    /// <summary>Times that it was given to an instance.</summary>
    public int Deliveries { get; set; }

    /// <summary>Those that the queue has counted: of an instance that ends it does not, for its sessions close.</summary>
    public int Counted { get; set; }
}

/// <summary>A lane's session.</summary>
internal sealed class Session(Lane lane)
{
    private long _sequence;

    public Lane Lane => lane;

    /// <summary>What the session is in footprints.</summary>
    public string Thing { get; } = $"queue/{lane.SessionId}.{lane.Class}";

    public List<QueuedBody> Messages { get; } = [];

    /// <summary>The call that has the first message; null while none has.</summary>
    public Call? Lock { get; set; }

    /// <summary>Whether any instance has had it.</summary>
    public bool WasTaken { get; set; }

    /// <summary>The instance that works the session, and until when it keeps it without a message.</summary>
    public (string Instance, DateTimeOffset Until) Keeper { get; set; } = ("", DateTimeOffset.MinValue);

    public QueuedBody Append(byte[] body)
    {
        var message = new QueuedBody(++_sequence, body);
        Messages.Add(message);
        return message;
    }
}

/// <summary>
/// The queue: a session for each lane, given to one call at a time; what is not settled is given again. Session state, message
/// bodies and scheduled messages outlive every instance.
/// </summary>
internal sealed class LaneQueue(VirtualClock clock)
{
    /// <summary>For how long an instance keeps a session that has no message (sessionIdleTimeout in host.json).</summary>
    public static readonly TimeSpan IdleTime = TimeSpan.FromMilliseconds(100);

    private readonly SortedDictionary<string, Session> _sessions = new(StringComparer.Ordinal);
    private readonly List<(DateTimeOffset Due, Lane Lane, byte[] Body)> _scheduled = [];

    public IEnumerable<Session> Sessions => _sessions.Values;

    public int Scheduled => _scheduled.Count;

    public Session Of(Lane lane)
    {
        var id = $"{lane.SessionId}.{lane.Class}";
        if (!_sessions.TryGetValue(id, out var session))
            _sessions.Add(id, session = new Session(lane));
        return session;
    }

    /// <summary>Puts a message into its session when it is due.</summary>
    public void Schedule(Lane lane, byte[] body, DateTimeOffset due)
    {
        if (due <= clock.Now)
        {
            Of(lane).Append(body);
            return;
        }

        var entry = (due, lane, body);
        _scheduled.Add(entry);
        clock.Add(entry, due, () =>
        {
            _scheduled.Remove(entry);
            Of(lane).Append(body);
        });
    }

    /// <summary>The alarms of a lane that are under way.</summary>
    public IEnumerable<PackedHead> AlarmsOf(Lane lane) => _scheduled
        .Where(entry => entry.Lane == lane)
        .Select(entry => Packing.Open(entry.Body).Head)
        .Concat(Of(lane).Messages.Select(message => message.Contents.Head).Where(head => head.Kind is PackedKind.Drain or PackedKind.Probe));
}
