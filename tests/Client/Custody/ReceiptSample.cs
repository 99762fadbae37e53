using System.Buffers.Text;
using Relay.Client.Custody;
using Relay.Client.Envelopes;
using Relay.Signatures;
using Relay.Signatures.Custody;

namespace Relay.Client.Tests.Custody;

/// <summary>Receipts that a test's own relay signs.</summary>
internal sealed class ReceiptSample : IDisposable
{
    internal const string Relay = "relay.example";

    internal static readonly DateTimeOffset At = new(2026, 3, 1, 12, 0, 0, 123, TimeSpan.Zero);

    internal SigningKey Key { get; init; } = SigningKey.CreateEcdsaP256("relay-1");

    internal byte[] Salt { get; init; } = [.. Enumerable.Range(0, CustodyHash.SaltLength).Select(i => (byte)i)];

    internal ReceiptVerifier Verifier => new([Key.Public], Relay);

    internal static OutgoingEnvelope[] Envelopes(int count) => [.. Enumerable.Range(1, count).Select(i => new OutgoingEnvelope
    {
        MessageId = Guid.CreateVersion7(),
        From = new UserAddress("instagram", "ana"),
        To = new UserAddress("whatsapp", "ben"),
        Class = (DeliveryClass)(i % 3),
        TimeToLiveSeconds = i,
        Ciphertexts = [.. Enumerable.Range(1, i % 3 + 1).Select(device => new DeviceCiphertext(device, 100 + i, CiphertextType.PreKey, new byte[i]))],
    })];

    internal static EnvelopeDigest[] Digests(IEnumerable<OutgoingEnvelope> envelopes) => [.. envelopes.Select(EnvelopeDigest.Of)];

    internal CustodyReceipt Sign(IReadOnlyCollection<OutgoingEnvelope> envelopes) =>
        new(Sign(Claims(envelopes)), Base64Url.EncodeToString(Salt), [.. envelopes.Select(envelope => envelope.Id)]);

    internal string Sign(Receipt claims)
    {
        var signer = new ReceiptSigner(Key);
        return signer.Sign(signer.Prepare(claims));
    }

    internal Receipt Claims(IReadOnlyCollection<OutgoingEnvelope> envelopes) => new()
    {
        Relay = Relay,
        Partner = "instagram",
        AcceptedAt = At,
        Count = envelopes.Count,
        Root = Base64Url.EncodeToString(MerkleTree.Root([.. Digests(envelopes).Select(Leaf)])),
        Instance = "AAAAAAAAAAAAAAAAAAAAAA",
        Number = 1,
    };

    /// <summary>A chain of that many receipts of one instance, read back.</summary>
    internal List<Receipt> Chain(int count, string instance = "AAAAAAAAAAAAAAAAAAAAAA", int envelopes = 1)
    {
        var chain = new List<Receipt>();
        string? previous = null;
        for (var number = 1; number <= count; number++)
        {
            chain.Add(Read(Claims(Envelopes(envelopes)) with { Instance = instance, Number = number, Previous = previous }));
            previous = chain[^1].Link;
        }

        return chain;
    }

    internal Receipt Read(Receipt claims)
    {
        var check = Verifier.Check(Sign(claims));
        Assert.Equal(ReceiptFault.None, check.Fault);
        return check.Receipt!;
    }

    public void Dispose() => Key.Dispose();

    private byte[] Leaf(EnvelopeDigest envelope)
    {
        var (salt, leaf) = (new byte[CustodyHash.Length], new byte[CustodyHash.Length]);
        CustodyHash.LeafSalt(Salt, envelope.Id, salt);
        CustodyHash.Leaf(salt, envelope.Id, envelope.Content, leaf);
        return leaf;
    }
}
