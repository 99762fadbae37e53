namespace Relay.Local.Bus.Engine;

/// <summary>Bounds the memory of queued messages that stay in memory as a whole; what does not fit is read from the store.</summary>
internal sealed class BodyCache(long limitBytes)
{
    /// <summary>What a message in memory takes beside its bytes.</summary>
    private const int EntryBytes = 250;

    private long _held;

    public void Keep(MessageEntry entry, byte[] encoded)
    {
        if (Interlocked.Add(ref _held, encoded.Length + EntryBytes) <= limitBytes)
            entry.Cached = encoded;
        else
            Interlocked.Add(ref _held, -(encoded.Length + EntryBytes));
    }

    public void Drop(MessageEntry entry)
    {
        if (entry.Cached is not { } encoded)
            return;
        entry.Cached = null;
        Interlocked.Add(ref _held, -(encoded.Length + EntryBytes));
    }
}
