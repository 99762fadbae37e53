using System.Collections.Concurrent;

namespace Relay.Client.Transparency;

/// <summary>What a proof is beside what was seen of the account before.</summary>
public enum KeyChange
{
    /// <summary>Nothing was seen of this service id. Of an account that had another one: it was enlisted anew, as a new identity.</summary>
    First,

    /// <summary>The version that is known.</summary>
    Same,

    /// <summary>A newer version. Whether its identity key is the old one is for the app to look at.</summary>
    Newer,

    /// <summary>An older version than is known: the relay has gone back.</summary>
    RolledBack,

    /// <summary>Another entry for a version that is known, or one that does not follow on it: the relay has two histories.</summary>
    Rewritten,
}

/// <summary>The newest version of an account that was seen.</summary>
/// <param name="ServiceId">The account's service id.</param>
/// <param name="Version">The version.</param>
/// <param name="Commitment">Its entry, 32 bytes.</param>
/// <param name="Index">The entry's place in the log.</param>
public sealed record SeenKeys(Guid ServiceId, int Version, byte[] Commitment, long Index);

/// <summary>
/// Remembers the newest version that was seen of each account, so that a relay cannot go back behind it. Keep <see cref="Seen"/> over
/// restarts. Safe for use by several threads at once.
/// </summary>
/// <param name="seen">What was kept.</param>
public sealed class KeyMemory(IEnumerable<SeenKeys>? seen = null)
{
    private readonly ConcurrentDictionary<Guid, SeenKeys> _seen = new((seen ?? []).Select(keys => KeyValuePair.Create(keys.ServiceId, keys)));

    /// <summary>What is remembered.</summary>
    public IReadOnlyCollection<SeenKeys> Seen => [.. _seen.Values];

    /// <summary>Takes a proof in which <see cref="KeyProofVerifier"/> has found nothing wrong; what has gone back or does not fit is not remembered.</summary>
    /// <exception cref="ArgumentException">The check is not good.</exception>
    public KeyChange See(ClaimedAccount account, KeyProof proof, in KeyProofCheck check)
    {
        ArgumentNullException.ThrowIfNull(account);
        ArgumentNullException.ThrowIfNull(proof);
        var next = new SeenKeys(account.ServiceId, proof.Version, check.Commitment ?? throw new ArgumentException("A good check is needed.", nameof(check)), proof.Index);
        while (true)
        {
            if (!_seen.TryGetValue(account.ServiceId, out var known))
            {
                if (_seen.TryAdd(account.ServiceId, next))
                    return KeyChange.First;
                continue;
            }

            var change = Compare(known, next, proof.Previous);
            if (change != KeyChange.Newer || _seen.TryUpdate(account.ServiceId, next, known))
                return change;
        }
    }

    private static KeyChange Compare(SeenKeys known, SeenKeys next, byte[]? previous)
    {
        if (next.Version < known.Version)
            return KeyChange.RolledBack;
        if (next.Version == known.Version)
            return next.Commitment.AsSpan().SequenceEqual(known.Commitment) && next.Index == known.Index ? KeyChange.Same : KeyChange.Rewritten;
        var follows = next.Version > known.Version + 1 || known.Commitment.AsSpan().SequenceEqual(previous);
        return follows && next.Index > known.Index ? KeyChange.Newer : KeyChange.Rewritten;
    }
}
