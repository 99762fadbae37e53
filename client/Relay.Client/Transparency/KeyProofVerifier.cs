using Relay.Client.Accounts;
using Relay.Signatures;
using Relay.Signatures.Custody;
using Relay.Signatures.Identity;
using Relay.Signatures.Transparency;

namespace Relay.Client.Transparency;

/// <summary>
/// Checks, offline, that the keys of a claim are an entry of the log that the relay has signed. What it does not show by itself: that
/// the entry is the account's newest (<see cref="KeyMemory"/>), and that others are shown the same log (<see cref="HeadMemory"/>,
/// <see cref="HeadExchange"/>). Safe for use by several threads at once.
/// </summary>
public sealed class KeyProofVerifier
{
    private readonly TreeHeadVerifier _heads;

    /// <summary>Makes a verifier for one relay.</summary>
    /// <param name="relay">What it publishes.</param>
    /// <exception cref="FormatException">A key is unsuitable.</exception>
    public KeyProofVerifier(RelayKeys relay) => _heads = new TreeHeadVerifier(relay);

    /// <summary>Makes a verifier for known keys.</summary>
    /// <param name="keys">Where two have one id, the first counts.</param>
    /// <param name="authority">The relay whose log is wanted; any relay's when null, which then the keys alone decide.</param>
    public KeyProofVerifier(IEnumerable<VerificationKey> keys, string? authority = null) => _heads = new TreeHeadVerifier(keys, authority);

    /// <summary>Checks an account as it was claimed.</summary>
    /// <param name="account">What the claim shows of it.</param>
    /// <param name="proof">The proof beside it.</param>
    public KeyProofCheck Verify(ClaimedAccount account, KeyProof proof)
    {
        ArgumentNullException.ThrowIfNull(account);
        ArgumentNullException.ThrowIfNull(proof);
        if (!IsWellFormed(account, proof))
            return new KeyProofCheck(KeyProofFault.Malformed, ReceiptFault.None, null, null);
        var head = _heads.Check(proof.Head);
        if (!head.IsGood)
            return new KeyProofCheck(KeyProofFault.HeadUntrusted, head.Fault, null, null);

        var entry = new KeyEntry(
            proof.Version,
            proof.Previous,
            account.Address.Partner,
            account.Address.User,
            account.ServiceId,
            account.IdentityKey,
            [.. account.Devices.Select(device => (device.Device, device.RegistrationId))],
            proof.Links);
        var commitment = entry.Commitment(proof.Opening);
        var fault = !account.Links.All(link => IsCommitted(account, proof, link)) ? KeyProofFault.LinkNotCommitted
            : LogProof.RootOf(LogHash.Leaf(commitment), proof.Index, head.Head.Size, proof.Path) is { } root && root.AsSpan().SequenceEqual(head.Head.Root)
                ? KeyProofFault.None
                : KeyProofFault.NotInLog;
        return new KeyProofCheck(fault, ReceiptFault.None, head.Head, fault == KeyProofFault.None ? commitment : null);
    }

    private static bool IsWellFormed(ClaimedAccount account, KeyProof proof) =>
        proof.Version >= 1
        && (proof.Version == 1) == (proof.Previous is null)
        && proof.Previous is null or { Length: LogHash.Length }
        && proof.Opening.Length == KeyOpenings.Length
        && proof.Links.Count == KeyEntry.LinkCount
        && proof.Links.All(link => link is { Length: LogHash.Length })
        && account.IdentityKey is null or { Length: XEdDsa.PublicKeyLength }
        && account.Links.All(link => link.OtherIdentityKey.Length == XEdDsa.PublicKeyLength);

    private static bool IsCommitted(ClaimedAccount account, KeyProof proof, ClaimedLink link)
    {
        if (!proof.LinkOpenings.TryGetValue(link.Id, out var opening) || opening is not { Length: KeyOpenings.Length })
            return false;
        var statement = LinkStatement.ToBytes(
            account.Address.Partner, account.Address.User, account.IdentityKey, link.Other.Partner, link.Other.User, link.OtherIdentityKey, link.Id);
        var commitment = LinkCommitment.Of(opening, statement);
        return proof.Links.Any(candidate => candidate.AsSpan().SequenceEqual(commitment));
    }
}
