using System.Buffers.Text;
using System.Text.Json;
using Relay.Signatures.Custody;

namespace Relay.Client.Custody;

/// <summary>
/// Shows a third party that a receipt covers one envelope, and nothing about the others of its request. All but the token is
/// base64url without padding.
/// </summary>
/// <param name="Receipt">The receipt's token.</param>
/// <param name="Id">The envelope.</param>
/// <param name="Index">Its place among the envelopes that the receipt covers, from 0.</param>
/// <param name="LeafSalt">The salt of this envelope's leaf.</param>
/// <param name="Content">The digest of the envelope's content.</param>
/// <param name="Path">The siblings from the leaf up to the root.</param>
public sealed record InclusionProof(string Receipt, Guid Id, int Index, string LeafSalt, string Content, IReadOnlyList<string> Path)
{
    /// <summary>Reads a proof.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static InclusionProof Read(ReadOnlySpan<byte> json) =>
        CustodyJson.Read(json, CustodyJson.Default.InclusionProof, "An inclusion proof of relay verify is wanted.");

    /// <summary>The proof as JSON.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, CustodyJson.Default.InclusionProof);

    internal static InclusionProof Of(CustodyReceipt receipt, ReceiptLeaf[] leaves, int index) => new(
        receipt.Token,
        leaves[index].Envelope.Id,
        index,
        Base64Url.EncodeToString(leaves[index].Salt),
        Base64Url.EncodeToString(leaves[index].Envelope.Content),
        [.. MerkleTree.Path([.. leaves.Select(leaf => leaf.Hash)], index).Select(node => Base64Url.EncodeToString(node))]);

    /// <summary>The root that the proof leads to in a tree of that many leaves; null when it is malformed.</summary>
    internal byte[]? Root(int count)
    {
        var path = Path.Select(node => Base64UrlText.Read(node, CustodyHash.Length)).ToList();
        if (Base64UrlText.Read(LeafSalt, CustodyHash.Length) is not { } salt
            || Base64UrlText.Read(Content, CustodyHash.Length) is not { } content
            || path.Contains(null))
        {
            return null;
        }

        var leaf = new byte[CustodyHash.Length];
        CustodyHash.Leaf(salt, Id, content, leaf);
        return MerkleTree.RootOf(leaf, Index, count, path!);
    }
}
