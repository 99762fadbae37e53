using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Relay.Local.Bus.Store;

namespace Relay.Local.Bus.Engine;

/// <summary>
/// The message ids of the last while, as the first 128 bits of their SHA-256: a queue of a million ids takes tens of
/// megabytes whatever their length.
/// </summary>
internal sealed class DuplicateWindow
{
    private readonly Dictionary<UInt128, long> _until = [];
    private readonly Queue<(UInt128 Hash, long Until)> _order = new();
    private readonly long _windowMilliseconds;

    public DuplicateWindow(TimeSpan window, IEnumerable<(UInt128 Hash, long Until)> known)
    {
        _windowMilliseconds = (long)window.TotalMilliseconds;
        foreach (var (hash, until) in known)
            Remember(hash, until);
    }

    /// <summary>Remembers a message id; null when it is known already.</summary>
    public PutDuplicateKey? Admit(int queue, string messageId, long now)
    {
        while (_order.TryPeek(out var oldest) && oldest.Until <= now)
        {
            _order.Dequeue();
            if (_until.TryGetValue(oldest.Hash, out var until) && until == oldest.Until)
                _until.Remove(oldest.Hash);
        }
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(MemoryMarshal.AsBytes(messageId.AsSpan()), digest);
        var hash = BinaryPrimitives.ReadUInt128BigEndian(digest);
        if (_until.TryGetValue(hash, out var known) && known > now)
            return null;
        Remember(hash, now + _windowMilliseconds);
        return new PutDuplicateKey(queue, hash, now + _windowMilliseconds);
    }

    private void Remember(UInt128 hash, long until)
    {
        _until[hash] = until;
        _order.Enqueue((hash, until));
    }
}
