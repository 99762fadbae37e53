using Microsoft.Extensions.Options;
using Relay.Functions.Callers;
using Relay.Functions.Custody;
using Relay.Functions.Hosting;
using Relay.Signatures;
using Relay.Signatures.Custody;

namespace Relay.Functions.Tests.Custody;

public sealed class ReceiptIssuerTests : IDisposable
{
    private static readonly DateTimeOffset At = new(2026, 3, 1, 12, 0, 0, 123, TimeSpan.Zero);

    private readonly SigningKey _key = SigningKey.CreateEcdsaP256("relay-1");
    private readonly List<RelayKeys> _relays = [];

    public void Dispose()
    {
        _relays.ForEach(relay => relay.Dispose());
        _key.Dispose();
    }

    [Fact]
    public void Issue_Request_IsReceiptedAsItWas()
    {
        var envelopes = ReceiptedSamples.Random(new Random(1), 13);

        var issued = Issuer().Issue("instagram", At, envelopes);

        var receipt = Read(issued.Token);
        Assert.Equal(("relay.example", "instagram", At, 13, 1L, null), (receipt.Relay, receipt.Partner, receipt.AcceptedAt, receipt.Count, receipt.Number, receipt.Previous));
        var salt = Base64UrlText.Read(issued.Salt, CustodyHash.SaltLength)!;
        Assert.Equal(MerkleTree.Root(ReceiptedSamples.Leaves(salt, envelopes)), Base64UrlText.Read(receipt.Root));
    }

    [Fact]
    public void Issue_SameRequestTwice_HasAnotherSaltAndRoot()
    {
        var issuer = Issuer();
        var envelopes = ReceiptedSamples.Random(new Random(1), 2);
        var (first, second) = (issuer.Issue("instagram", At, envelopes), issuer.Issue("instagram", At, envelopes));
        Assert.NotEqual(first.Salt, second.Salt);
        Assert.NotEqual(Read(first.Token).Root, Read(second.Token).Root);
    }

    [Fact]
    public void Issue_ByManyThreadsForSeveralPartners_IsOneChain()
    {
        const int Receipts = 400;
        var issuer = Issuer();
        var tokens = new string[Receipts];
        Parallel.For(0, Receipts, i => tokens[i] = issuer.Issue($"partner-{i % 3}", At, ReceiptedSamples.Random(new Random(i), 1)).Token);

        var chain = tokens.Select(Read).OrderBy(receipt => receipt.Number).ToList();

        Assert.Equal(Enumerable.Range(1, Receipts).Select(number => (long)number), chain.Select(receipt => receipt.Number));
        Assert.Single(chain.Select(receipt => receipt.Instance).Distinct());
        Assert.Equal(chain.Select(receipt => receipt.Link).Take(Receipts - 1), chain.Skip(1).Select(receipt => receipt.Previous));
    }

    [Fact]
    public void Issue_AfterARestart_BeginsAChainOfItsOwn()
    {
        var envelopes = ReceiptedSamples.Random(new Random(1), 1);
        var before = Read(Issuer().Issue("instagram", At, envelopes).Token);
        var after = Read(Issuer().Issue("instagram", At, envelopes).Token);
        Assert.NotEqual(before.Instance, after.Instance);
        Assert.Equal((1L, 1L), (before.Number, after.Number));
    }

    private ReceiptIssuer Issuer()
    {
        var options = Options.Create(new RelayOptions
        {
            Authority = "relay.example",
            SigningKeys = [new SigningKeyOptions { KeyId = "relay-1", Pem = _key.ExportPkcs8Pem() }],
        });
        var keys = new RelayKeys(options, TimeProvider.System);
        _relays.Add(keys);
        return new ReceiptIssuer(keys, options);
    }

    private Receipt Read(string token)
    {
        Assert.Equal(ReceiptFault.None, ReceiptReader.Read(token, id => id == _key.KeyId ? _key.Public : null, out var receipt));
        return receipt!;
    }
}
