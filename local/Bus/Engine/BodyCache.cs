namespace Relay.Local.Bus.Engine;

/// <summary>Bounds the bytes of queued messages that stay in memory; what does not fit is read from the store.</summary>
internal sealed class BodyCache(long limitBytes)
{
    private long _held;

    public void Keep(MessageEntry entry, byte[] encoded)
    {
        if (Interlocked.Add(ref _held, encoded.Length) <= limitBytes)
            entry.Cached = encoded;
        else
            Interlocked.Add(ref _held, -encoded.Length);
    }

    public void Drop(MessageEntry entry)
    {
        if (entry.Cached is not { } encoded)
            return;
        entry.Cached = null;
        Interlocked.Add(ref _held, -encoded.Length);
    }
}
