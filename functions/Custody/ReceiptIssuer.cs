using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Relay.Functions.Callers;
using Relay.Functions.Hosting;
using Relay.Signatures.Custody;

namespace Relay.Functions.Custody;

/// <summary>A receipt as the answer to a request carries it.</summary>
/// <param name="Token">A compact JWS; it says nothing of users.</param>
/// <param name="Salt">Base64url; opens the leaves, so that it goes to the sender alone.</param>
internal readonly record struct IssuedReceipt(string Token, string Salt);

/// <summary>
/// Issues the receipts of this instance. They form a chain, whomever they are for: each names its number and the hash of the one
/// before it, so that two receipts of one number show that the relay has told two stories. A fresh instance begins a chain of its
/// own under a random id.
/// </summary>
internal sealed class ReceiptIssuer(RelayKeys keys, IOptions<RelayOptions> options)
{
    private const int InstanceLength = 16;

    private readonly string _authority = options.Value.Authority;
    private readonly string _instance = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(InstanceLength));
    private readonly Lock _chain = new();
    private long _number;
    private string? _previous;

    /// <summary>Receipts the envelopes of one request that the relay has.</summary>
    /// <param name="partner">The sender.</param>
    /// <param name="acceptedAt">Whole milliseconds.</param>
    /// <param name="envelopes">At least one, in the order of the request.</param>
    public IssuedReceipt Issue(string partner, DateTimeOffset acceptedAt, ReadOnlySpan<ReceiptedEnvelope> envelopes)
    {
        Span<byte> salt = stackalloc byte[CustodyHash.SaltLength];
        RandomNumberGenerator.Fill(salt);
        Span<byte> nodes = new byte[envelopes.Length * CustodyHash.Length];
        ReceiptLeaves.Write(salt, envelopes, nodes);
        ReceiptRoot.Reduce(nodes);

        var receipt = new Receipt
        {
            Relay = _authority,
            Partner = partner,
            AcceptedAt = acceptedAt,
            Count = envelopes.Length,
            Root = Base64Url.EncodeToString(nodes[..CustodyHash.Length]),
            Instance = _instance,
            Number = 0,
        };
        // Only the words are chained, so that signatures, which cost ten times as much, are made side by side.
        var signer = keys.Receipts;
        return new IssuedReceipt(signer.Sign(Chain(signer, receipt)), Base64Url.EncodeToString(salt));
    }

    private string Chain(ReceiptSigner signer, Receipt receipt)
    {
        lock (_chain)
        {
            var prepared = signer.Prepare(receipt with { Number = ++_number, Previous = _previous });
            _previous = ReceiptSigner.Link(prepared);
            return prepared;
        }
    }
}
