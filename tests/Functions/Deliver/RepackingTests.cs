using Relay.Functions.Deliver;
using Relay.Functions.Queue;
using Relay.Functions.Tests.Queue;

namespace Relay.Functions.Tests.Deliver;

public sealed class RepackingTests
{
    private static readonly Guid[] Ids = [Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7()];

    [Fact]
    public void Rest_NothingEnded_IsTheSameBytes()
    {
        var (head, envelopes, message) = Batch("b");

        var rest = Repacking.Rest(head, new BatchOutcome(envelopes, false, null), message, out var writer);

        Assert.Null(writer);
        Assert.True(rest.Equals(message));
    }

    [Theory]
    [InlineData("b", "b.1")]
    [InlineData("b.1", "b.2")]
    [InlineData("b.9", "b.10")]
    [InlineData("b-_.41", "b-_.42")]
    public void Rest_SomeEnded_IsTheNextGenerationOfTheBatch(string batch, string next)
    {
        var (head, envelopes, message) = Batch(batch);

        var rest = Repacking.Rest(head, new BatchOutcome([envelopes[0], envelopes[2]], true, null), message, out var writer);

        using (writer)
        {
            var (restHead, read) = Packed.Read(rest);
            Assert.Equal(head with { Batch = next }, restHead);
            Assert.Equal([Ids[0], Ids[2]], read.Select(envelope => envelope.Id));
            Packed.AssertSame(envelopes[0], read[0]);
            Packed.AssertSame(envelopes[2], read[1]);
        }
    }

    [Fact]
    public void Rest_OfAClaim_HoldsTheEnvelopesThemselves()
    {
        var (head, envelopes, _) = Batch("b");

        var rest = Repacking.Rest(head with { Kind = PackedKind.Claim }, new BatchOutcome([envelopes[1]], true, null), "claim"u8.ToArray(), out var writer);

        using (writer)
            Assert.Equal(PackedKind.Envelopes, Packed.Read(rest).Head.Kind);
    }

    private static (PackedHead Head, List<PackedEnvelope> Envelopes, ReadOnlyMemory<byte> Message) Batch(string batch)
    {
        var head = Packed.Head(batch: batch);
        var message = Packed.Write(head, Ids.Select(id => Packed.Envelope(id)));
        return (head, Packed.Read(message).Envelopes, message);
    }
}
