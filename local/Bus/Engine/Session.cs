namespace Relay.Local.Bus.Engine;

/// <summary>One session of a queue: its waiting messages in order, its state, and who holds it.</summary>
internal sealed class Session(string id)
{
    private HashSet<MessageEntry>? _locked;

    public string Id => id;

    /// <summary>Messages that wait for delivery.</summary>
    public MessageLine Waiting { get; } = new();

    /// <summary>Messages handed to the holder and not settled.</summary>
    public HashSet<MessageEntry> Locked => _locked ??= [];

    public byte[]? State { get; set; }

    /// <summary>Unix milliseconds.</summary>
    public long StateSetAt { get; set; }

    public Consumer? Holder { get; set; }

    /// <summary>Unix milliseconds; renewed for the whole session.</summary>
    public long LockedUntil { get; set; }

    /// <summary>Number of messages of any kind that name this session; the session is forgotten when it has none and no state.</summary>
    public int References { get; set; }

    /// <summary>Messages on their way back whose commit is pending: until then nothing of the session is delivered.</summary>
    public int Returning { get; set; }

    /// <summary>It stands in the list of sessions that wait for a receiver.</summary>
    public LinkedListNode<Session>? FreeNode { get; set; }
}
