using Relay.Signatures.Custody;

namespace Relay.Client.Custody;

/// <summary>One leaf of a receipt's tree, opened.</summary>
internal sealed record ReceiptLeaf(EnvelopeDigest Envelope, byte[] Salt, byte[] Hash)
{
    internal static ReceiptLeaf Of(byte[] salt, EnvelopeDigest envelope)
    {
        var (leafSalt, hash) = (new byte[CustodyHash.Length], new byte[CustodyHash.Length]);
        CustodyHash.LeafSalt(salt, envelope.Id, leafSalt);
        CustodyHash.Leaf(leafSalt, envelope.Id, envelope.Content, hash);
        return new ReceiptLeaf(envelope, leafSalt, hash);
    }
}
