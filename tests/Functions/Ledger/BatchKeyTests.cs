using Relay.Functions.Ledger;
using Relay.Functions.Queue;

namespace Relay.Functions.Tests.Ledger;

public sealed class BatchKeyTests
{
    private static readonly DateTimeOffset AcceptedAt = new(2026, 3, 1, 12, 0, 0, 123, TimeSpan.Zero);
    private static readonly PackedHead Head = new(PackedKind.Envelopes, new Lane(EnvelopeClass.Normal, 1, "what-s-app", 3), "insta-gram", AcceptedAt, "r-o_ot.7", 0);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(100)]
    public void Keys_OfOtherIds_AreOthers(int count)
    {
        var sets = Enumerable.Range(0, 50).Select(_ => Enumerable.Range(0, count).Select(_ => Guid.CreateVersion7()).ToList()).ToList();
        var key = BatchKey.Of(Head);

        Assert.Equal(50, sets.Select(ids => key.AnnouncementKey(ids)).Distinct().Count());
        Assert.Equal(50, sets.Select(ids => key.IndexKey(ids)).Distinct().Count());
        Assert.Equal(key.IndexKey(sets[0]), key.IndexKey([.. sets[0]]));
    }

    [Fact]
    public void Keys_OfAllKinds_LeadBackToTheBatch()
    {
        var key = BatchKey.Of(Head);
        Guid[] ids = [Guid.CreateVersion7()];

        Assert.Equal(new BatchKey("insta-gram", "what-s-app", AcceptedAt, "r-o_ot"), key);
        foreach (var rowKey in new[] { key.RowKey, key.IndexKey(ids), key.AnnouncementKey(ids) })
            Assert.Equal(key, BatchKey.Parse("insta-gram", rowKey));
        Assert.Equal((false, false), (BatchKey.IsIndex(key.RowKey), BatchKey.IsAnnouncement(key.RowKey)));
        Assert.Equal((true, false), (BatchKey.IsIndex(key.IndexKey(ids)), BatchKey.IsAnnouncement(key.IndexKey(ids))));
        Assert.Equal((false, true), (BatchKey.IsIndex(key.AnnouncementKey(ids)), BatchKey.IsAnnouncement(key.AnnouncementKey(ids))));
    }

    [Fact]
    public void Partition_TellsSenderAndSecond()
    {
        var partition = BatchKey.Of(Head).Partition;

        Assert.Equal("insta-gram", BatchKey.SenderOf(partition));
        Assert.Equal(AcceptedAt.AddMilliseconds(-123), BatchKey.SecondOf(partition));
    }
}
