using System.Buffers.Binary;
using System.Security.Cryptography;
using Azure;

namespace Relay.Functions.Keys;

/// <summary>A row of one-time KEM keys of which some are unclaimed.</summary>
/// <param name="Number">Its number; those of a device rise for ever, also when the device begins anew.</param>
/// <param name="Next">The place of the next key to claim.</param>
/// <param name="Count">How many keys it was written with.</param>
internal readonly record struct KyberPage(long Number, byte Next, byte Count);

/// <summary>What a device has published, but for the one-time KEM keys themselves. It does not change; a change makes another one.</summary>
internal sealed record DeviceKeys(int Device, byte[] IdentityKey, int RegistrationId, SignedPreKey SignedPreKey)
{
    /// <summary>The KEM key for whoever finds no one-time KEM key; null when there is none.</summary>
    public SignedPreKey? LastResort { get; init; }

    /// <summary>The unclaimed one-time Curve25519 keys (<see cref="PackedKeys"/>), the next one first.</summary>
    public byte[] PreKeys { get; init; } = [];

    /// <summary>The pages with unclaimed one-time KEM keys, the next one first: the cursor over them.</summary>
    public KyberPage[] Pages { get; init; } = [];

    /// <summary>The page that was used up last; those with lower numbers are of no use to anybody.</summary>
    public long? SpentPage { get; init; }

    /// <summary>The number of the next page that is written.</summary>
    public long NextPage { get; init; }

    /// <summary>The highest id that a one-time Curve25519 key has had; -1 before the first.</summary>
    public int HighestPreKey { get; init; } = -1;

    /// <summary>The same of the one-time KEM keys.</summary>
    public int HighestKyber { get; init; } = -1;

    /// <summary>Names the one-time keys of the last upload that had any (<see cref="PackedKeys.BatchOf"/>).</summary>
    public byte[]? LastBatch { get; init; }

    /// <summary>The same of the uploads before that one, also of those before the device began anew; the newest last.</summary>
    public byte[] EarlierBatches { get; init; } = [];

    /// <summary>What partners have claimed today.</summary>
    public DailyTakes Takes { get; init; } = DailyTakes.None;

    /// <summary>When the device last published something.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>Of the row; null when it is not stored yet.</summary>
    public ETag? ETag { get; init; }

    /// <summary>Unclaimed one-time Curve25519 keys.</summary>
    public int PreKeyCount => PreKeys.Length / PackedKeys.PreKeyBytes;

    /// <summary>Unclaimed one-time KEM keys.</summary>
    public int KyberCount => Pages.Sum(page => page.Count - page.Next);

    /// <summary>Whether they are of the device as its user's record has it now; otherwise nobody is to be given them.</summary>
    public bool IsOf(byte[]? identityKey, int registrationId) => RegistrationId == registrationId && IdentityKey.AsSpan().SequenceEqual(identityKey);

    /// <summary>All uploads that are remembered.</summary>
    public byte[] Batches()
    {
        byte[] all = [.. EarlierBatches, .. LastBatch ?? []];
        return all.Length > KeyNumbers.MostEarlierBatches * KeyNumbers.DigestBytes ? all[KeyNumbers.DigestBytes..] : all;
    }

    /// <summary>Whether these one-time keys were published earlier: some may have been handed out.</summary>
    public bool HadBefore(ReadOnlySpan<byte> batch)
    {
        for (var rest = EarlierBatches.AsSpan(); rest.Length > 0; rest = rest[KeyNumbers.DigestBytes..])
        {
            if (rest[..KeyNumbers.DigestBytes].SequenceEqual(batch))
                return true;
        }

        return false;
    }

    /// <summary>SHA-256(identity key ‖ u64 signed key's id ‖ signed key ‖ u64 last-resort key's id ‖ last-resort key); null without one.</summary>
    public byte[]? Digest()
    {
        if (LastResort is null)
            return null;

        Span<byte> id = stackalloc byte[sizeof(ulong)];
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(IdentityKey);
        foreach (var key in new[] { SignedPreKey, LastResort })
        {
            BinaryPrimitives.WriteUInt64BigEndian(id, (ulong)key.KeyId);
            hash.AppendData(id);
            hash.AppendData(key.PublicKey);
        }

        return hash.GetHashAndReset();
    }
}
