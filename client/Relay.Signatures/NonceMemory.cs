using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Relay.Signatures;

/// <summary>
/// Remembers the nonces of accepted signatures until they expire, in two generations: one is filled, the one before is
/// only looked at, and both are dropped whole, so that nothing is ever searched for what has expired. Safe for use by
/// several threads at once.
/// </summary>
/// <remarks>
/// Memory is bounded: when the current generation is full, the older one is forgotten before its time
/// (<see cref="EarlyDrops"/> counts that). About 40 bytes a nonce.
/// </remarks>
public sealed class NonceMemory
{
    private readonly Lock _gate = new();
    private readonly TimeSpan _longestLife;
    private readonly int _capacity;
    private HashSet<UInt128> _current = [];
    private HashSet<UInt128> _previous = [];
    private DateTimeOffset _dropAt = DateTimeOffset.MinValue;
    private long _earlyDrops;

    /// <summary>Makes an empty memory for signatures that live as long as the default rules allow.</summary>
    public NonceMemory()
        : this(DefaultLife(), 200_000)
    {
    }

    /// <summary>Makes an empty memory.</summary>
    /// <param name="longestLife">The longest time from now to <c>expires</c>: the rules' greatest age plus their clock skew.</param>
    /// <param name="capacity">How many nonces each of the two generations holds.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time or the capacity is not positive.</exception>
    public NonceMemory(TimeSpan longestLife, int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(longestLife, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        _longestLife = longestLife;
        _capacity = capacity;
    }

    /// <summary>How often a generation was forgotten early because the other was full: raise the capacity when it grows.</summary>
    public long EarlyDrops => Interlocked.Read(ref _earlyDrops);

    /// <summary>Remembers a nonce of a key; false when it was remembered already, that is: the request is a replay.</summary>
    /// <param name="keyId">The key; nonces of different keys do not meet.</param>
    /// <param name="nonce">The nonce of a signature that was verified: an unverified one would let anybody fill the memory.</param>
    /// <param name="expires">The signature's <c>expires</c>.</param>
    /// <param name="now">The time now.</param>
    /// <exception cref="ArgumentOutOfRangeException">The signature lives longer than the memory was made for.</exception>
    public bool TryAdd(string keyId, string nonce, DateTimeOffset expires, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(keyId);
        ArgumentNullException.ThrowIfNull(nonce);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(expires - now, _longestLife, nameof(expires));

        var entry = Digest(keyId, nonce);
        lock (_gate)
        {
            if (now > _dropAt)
                StartGeneration(now, afterIdling: now - _dropAt > _longestLife);
            if (_previous.Contains(entry) || !_current.Add(entry))
                return false;
            if (_current.Count >= _capacity)
            {
                Interlocked.Increment(ref _earlyDrops);
                StartGeneration(now, afterIdling: false);
            }

            return true;
        }
    }

    private void StartGeneration(DateTimeOffset now, bool afterIdling)
    {
        (_previous, _current) = (_current, _previous);
        _current.Clear();
        if (afterIdling)
            _previous.Clear();
        _dropAt = now + _longestLife;
    }

    private static TimeSpan DefaultLife()
    {
        var rules = new SignatureRules();
        return rules.MaxAge + rules.ClockSkew;
    }

    /// <summary>128 bits of SHA-256: entries of one size, and nobody can find two nonces that meet.</summary>
    private static UInt128 Digest(string keyId, string nonce)
    {
        var length = Encoding.UTF8.GetMaxByteCount(keyId.Length + nonce.Length + 1);
        var buffer = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            var at = Encoding.UTF8.GetBytes(keyId, buffer);
            buffer[at++] = 0;
            at += Encoding.UTF8.GetBytes(nonce, buffer.AsSpan(at));
            Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
            SHA256.HashData(buffer.AsSpan(0, at), hash);
            return BinaryPrimitives.ReadUInt128LittleEndian(hash);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
