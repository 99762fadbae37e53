using System.Buffers.Text;
using Relay.Client.Accounts;
using Relay.Signatures;
using Relay.Signatures.Custody;

namespace Relay.Client.Custody;

/// <summary>
/// Checks custody receipts and proofs, offline. Receipts outlive keys: keep the relay's published keys with the receipts. Safe for
/// use by several threads at once.
/// </summary>
public sealed class ReceiptVerifier
{
    private readonly Dictionary<string, VerificationKey> _keys;
    private readonly string? _authority;

    /// <summary>Makes a verifier for one relay.</summary>
    /// <param name="relay">What it publishes, now or when the receipts were made.</param>
    /// <exception cref="FormatException">A key is unsuitable.</exception>
    public ReceiptVerifier(RelayKeys relay)
        : this(relay.Keys.Select(VerificationKey.FromJwk), relay.Authority)
    {
    }

    /// <summary>Makes a verifier for known keys.</summary>
    /// <param name="keys">Where two have one id, the first counts.</param>
    /// <param name="authority">The relay whose receipts are wanted; any relay's when null, which then the keys alone decide.</param>
    public ReceiptVerifier(IEnumerable<VerificationKey> keys, string? authority = null)
    {
        _keys = keys.DistinctBy(key => key.KeyId).ToDictionary(key => key.KeyId, StringComparer.Ordinal);
        _authority = authority;
    }

    /// <summary>Checks who signed a receipt, and nothing about envelopes.</summary>
    public ReceiptCheck Check(string token)
    {
        ArgumentNullException.ThrowIfNull(token);
        var fault = ReceiptReader.Read(token, id => _keys.GetValueOrDefault(id), out var receipt);
        if (fault == ReceiptFault.None && _authority is not null && receipt!.Relay != _authority)
            fault = ReceiptFault.RelayMismatch;
        return new ReceiptCheck(fault, receipt);
    }

    /// <summary>Checks that a receipt is the relay's and covers exactly the envelopes that it is said to cover, as they were sent.</summary>
    /// <param name="receipt">The receipt.</param>
    /// <param name="sent">The request's envelopes; those that the relay did not take may be among them.</param>
    public ReceiptCheck Check(CustodyReceipt receipt, IEnumerable<EnvelopeDigest> sent)
    {
        var check = Check(receipt.Token);
        return check.IsGood ? check with { Fault = Open(receipt, check.Receipt, sent, out _) } : check;
    }

    /// <summary>Makes the proof for one envelope of a receipt; the receipt is checked first.</summary>
    /// <param name="receipt">The receipt.</param>
    /// <param name="sent">The request's envelopes, all of them.</param>
    /// <param name="id">The envelope.</param>
    /// <param name="proof">The proof; null unless the check is good.</param>
    public ReceiptCheck Prove(CustodyReceipt receipt, IEnumerable<EnvelopeDigest> sent, Guid id, out InclusionProof? proof)
    {
        proof = null;
        var check = Check(receipt.Token);
        if (!check.IsGood)
            return check;

        var fault = Open(receipt, check.Receipt, sent, out var leaves);
        var index = Array.FindIndex(leaves, leaf => leaf.Envelope.Id == id);
        if (fault == ReceiptFault.None && index < 0)
            fault = ReceiptFault.NotCovered;
        if (fault == ReceiptFault.None)
            proof = InclusionProof.Of(receipt, leaves, index);
        return check with { Fault = fault };
    }

    /// <summary>Checks that a proof's receipt is the relay's and covers the proof's envelope.</summary>
    /// <param name="proof">The proof.</param>
    /// <param name="envelope">The envelope as whoever checks has it; without it the proof is about an id and a digest only.</param>
    public ReceiptCheck Check(InclusionProof proof, EnvelopeDigest? envelope = null)
    {
        var check = Check(proof.Receipt);
        if (!check.IsGood)
            return check;

        var fault = proof.Root(check.Receipt.Count) is not { } root || Base64Url.EncodeToString(root) != check.Receipt.Root
            ? ReceiptFault.NotCovered
            : envelope is not null && (envelope.Id != proof.Id || Base64Url.EncodeToString(envelope.Content) != proof.Content)
                ? ReceiptFault.ContentMismatch
                : ReceiptFault.None;
        return check with { Fault = fault };
    }

    private static ReceiptFault Open(CustodyReceipt receipt, Receipt claims, IEnumerable<EnvelopeDigest> sent, out ReceiptLeaf[] leaves)
    {
        leaves = [];
        if (Base64UrlText.Read(receipt.Salt, CustodyHash.SaltLength) is not { } salt)
            return ReceiptFault.Malformed;
        if (receipt.Envelopes.Count != claims.Count)
            return ReceiptFault.CountMismatch;

        var byId = sent.DistinctBy(envelope => envelope.Id).ToDictionary(envelope => envelope.Id);
        if (!receipt.Envelopes.All(byId.ContainsKey))
            return ReceiptFault.EnvelopeMissing;

        leaves = [.. receipt.Envelopes.Select(id => ReceiptLeaf.Of(salt, byId[id]))];
        var root = MerkleTree.Root([.. leaves.Select(leaf => leaf.Hash)]);
        return Base64Url.EncodeToString(root) == claims.Root ? ReceiptFault.None : ReceiptFault.RootMismatch;
    }
}
