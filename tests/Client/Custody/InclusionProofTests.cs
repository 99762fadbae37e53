using System.Text;
using Relay.Client.Custody;
using Relay.Client.Envelopes;
using Relay.Signatures.Custody;

namespace Relay.Client.Tests.Custody;

public sealed class InclusionProofTests : IDisposable
{
    private readonly ReceiptSample _sample = new();

    public void Dispose() => _sample.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(100)]
    public void Prove_EveryEnvelope_IsGoodForWhoeverHasTheKeys(int count)
    {
        var sent = ReceiptSample.Envelopes(count);
        var receipt = _sample.Sign(sent);
        foreach (var envelope in sent)
        {
            var check = _sample.Verifier.Check(InclusionProof.Read(Prove(receipt, sent, envelope.Id).ToJson()), EnvelopeDigest.Of(envelope));
            Assert.True(check.IsGood);
            Assert.Equal("instagram", check.Receipt.Partner);
        }
    }

    [Fact]
    public void Prove_EnvelopeThatWasNotTaken_IsNotCovered()
    {
        var sent = ReceiptSample.Envelopes(3);
        var check = _sample.Verifier.Prove(_sample.Sign([sent[0], sent[2]]), ReceiptSample.Digests(sent), sent[1].Id, out var proof);
        Assert.Equal(ReceiptFault.NotCovered, check.Fault);
        Assert.Null(proof);
    }

    [Fact]
    public void Prove_RequestThatIsNotTheReceipts_GivesNoProof()
    {
        var sent = ReceiptSample.Envelopes(3);
        var receipt = _sample.Sign(sent);
        sent[2] = sent[2] with { TimeToLiveSeconds = 1 };
        Assert.Equal(ReceiptFault.RootMismatch, _sample.Verifier.Prove(receipt, ReceiptSample.Digests(sent), sent[0].Id, out var proof).Fault);
        Assert.Null(proof);
    }

    [Fact]
    public void Check_EnvelopeWithOtherContent_IsFound()
    {
        var sent = ReceiptSample.Envelopes(3);
        var proof = Prove(_sample.Sign(sent), sent, sent[1].Id);
        Assert.Equal(ReceiptFault.ContentMismatch, _sample.Verifier.Check(proof, EnvelopeDigest.Of(sent[1] with { Class = DeliveryClass.Normal })).Fault);
        Assert.Equal(ReceiptFault.ContentMismatch, _sample.Verifier.Check(proof, EnvelopeDigest.Of(sent[2])).Fault);
    }

    [Fact]
    public void Check_PartsOfTwoProofs_IsFound()
    {
        var sent = ReceiptSample.Envelopes(4);
        var receipt = _sample.Sign(sent);
        var (one, two) = (Prove(receipt, sent, sent[1].Id), Prove(receipt, sent, sent[2].Id));
        InclusionProof[] mixed =
        [
            one with { Id = two.Id }, one with { Index = two.Index }, one with { LeafSalt = two.LeafSalt }, one with { Content = two.Content },
            one with { Path = two.Path }, one with { Path = [.. one.Path.Reverse()] }, one with { Path = [] },
            one with { Receipt = _sample.Sign(_sample.Claims(ReceiptSample.Envelopes(4))) },
        ];
        Assert.All(mixed, proof => Assert.Equal(ReceiptFault.NotCovered, _sample.Verifier.Check(proof).Fault));
    }

    [Fact]
    public void Check_EveryBitOfTheFileFlipped_IsFoundOrChangesNothing()
    {
        var sent = ReceiptSample.Envelopes(6);
        var proof = Prove(_sample.Sign(sent), sent, sent[4].Id);
        var file = proof.ToJson();
        var original = Encoding.UTF8.GetString(file);
        for (var bit = 0; bit < file.Length * 8; bit++)
        {
            file[bit / 8] ^= (byte)(1 << (bit % 8));
            if (TryRead(file) is { } flipped && _sample.Verifier.Check(flipped).IsGood)
            {
                // An id's letters may be of either case, and white space may be of any kind.
                Assert.Equal(original, Encoding.UTF8.GetString(flipped.ToJson()));
            }

            file[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"receipt":"a","id":"0190163d-8694-739b-aea5-966c26f8ad91","index":0,"leafSalt":"a","content":null,"path":[]}""")]
    public void Read_FileThatIsNoProof_Throws(string json) => Assert.Throws<FormatException>(() => InclusionProof.Read(Encoding.UTF8.GetBytes(json)));

    private static InclusionProof? TryRead(byte[] file)
    {
        try
        {
            return InclusionProof.Read(file);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private InclusionProof Prove(CustodyReceipt receipt, OutgoingEnvelope[] sent, Guid id)
    {
        Assert.True(_sample.Verifier.Prove(receipt, ReceiptSample.Digests(sent), id, out var proof).IsGood);
        return proof!;
    }
}
