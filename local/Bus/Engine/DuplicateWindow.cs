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
    /// <summary>Forgotten ids are cleared away this often in a window: each time walks over all of them.</summary>
    private const int ClearancesInWindow = 8;

    private readonly Dictionary<Digest, long> _until = [];
    private readonly long _windowMilliseconds;
    private long _nextClearance;

    public DuplicateWindow(TimeSpan window, IEnumerable<(UInt128 Hash, long Until)> known)
    {
        _windowMilliseconds = (long)window.TotalMilliseconds;
        foreach (var (hash, until) in known)
            _until[Digest.Of(hash)] = until;
    }

    /// <summary>Two words side by side: a <see cref="UInt128"/> would be aligned to 16 bytes, half as much again in each entry.</summary>
    private readonly record struct Digest(ulong High, ulong Low)
    {
        public static Digest Of(UInt128 hash) => new((ulong)(hash >> 64), (ulong)hash);

        /// <summary>The bits of a digest are as good as any hash of them.</summary>
        public override int GetHashCode() => (int)Low;
    }

    /// <summary>Remembers a message id; null when it is known already.</summary>
    public PutDuplicateKey? Admit(int queue, string messageId, long now)
    {
        if (now >= _nextClearance)
            Clear(now);
        Span<byte> sha = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(MemoryMarshal.AsBytes(messageId.AsSpan()), sha);
        var hash = BinaryPrimitives.ReadUInt128BigEndian(sha);
        ref var until = ref CollectionsMarshal.GetValueRefOrAddDefault(_until, Digest.Of(hash), out var known);
        if (known && until > now)
            return null;
        until = now + _windowMilliseconds;
        return new PutDuplicateKey(queue, hash, until);
    }

    private void Clear(long now)
    {
        _nextClearance = now + (_windowMilliseconds / ClearancesInWindow);
        foreach (var digest in _until.Where(pair => pair.Value <= now).Select(pair => pair.Key).ToArray())
            _until.Remove(digest);
    }
}
