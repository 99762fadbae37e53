using Relay.Functions.Accept;

namespace Relay.Functions.Tests.Accept;

public sealed class RecentIdsTests
{
    [Fact]
    public void Look_RememberedId_TellsSameFromOtherContent()
    {
        var recent = new RecentIds(100, TimeProvider.System);
        var id = Guid.CreateVersion7();
        Assert.Equal(IdKnowledge.Unknown, recent.Look("instagram", id, 1));

        recent.Remember("instagram", id, 1);

        Assert.Equal(IdKnowledge.SameContent, recent.Look("instagram", id, 1));
        Assert.Equal(IdKnowledge.OtherContent, recent.Look("instagram", id, 2));
    }

    [Fact]
    public void Look_IdOfAnotherPartner_IsUnknown()
    {
        var recent = new RecentIds(100, TimeProvider.System);
        var id = Guid.CreateVersion7();
        recent.Remember("instagram", id, 1);
        Assert.Equal(IdKnowledge.Unknown, recent.Look("haiket", id, 1));
    }

    [Fact]
    public void Remember_IdAgain_KeepsTheFirstContent()
    {
        var recent = new RecentIds(100, TimeProvider.System);
        var id = Guid.CreateVersion7();
        recent.Remember("instagram", id, 1);
        recent.Remember("instagram", id, 2);
        Assert.Equal(IdKnowledge.SameContent, recent.Look("instagram", id, 1));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(10)]
    [InlineData(1000)]
    public void Remember_MoreThanTheCapacity_KeepsTheLatestHalfAndNoMoreThanAll(int capacity)
    {
        var recent = new RecentIds(capacity, TimeProvider.System);
        var ids = Enumerable.Range(0, capacity * 3).Select(_ => Guid.NewGuid()).ToArray();
        foreach (var id in ids)
        {
            recent.Remember("instagram", id, 1);
            Assert.Equal(capacity > 1 ? IdKnowledge.SameContent : IdKnowledge.Unknown, recent.Look("instagram", id, 1));
        }

        Assert.All(ids[^(capacity / 2)..], id => Assert.Equal(IdKnowledge.SameContent, recent.Look("instagram", id, 1)));
        Assert.InRange(ids.Count(id => recent.Look("instagram", id, 1) == IdKnowledge.SameContent), capacity / 2, capacity);
    }

    [Fact]
    public void Remember_CapacityZero_RemembersNothing()
    {
        var recent = new RecentIds(0, TimeProvider.System);
        var id = Guid.NewGuid();
        recent.Remember("instagram", id, 1);
        Assert.Equal(IdKnowledge.Unknown, recent.Look("instagram", id, 1));
    }

    [Fact]
    public async Task Remember_FromSeveralThreads_KeepsTheLatest()
    {
        var recent = new RecentIds(1_000, TimeProvider.System);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 5_000; i++)
                recent.Remember("instagram", Guid.NewGuid(), 1);
        })));

        var latest = Enumerable.Range(0, 500).Select(_ => Guid.NewGuid()).ToArray();
        foreach (var id in latest)
            recent.Remember("instagram", id, 1);

        Assert.All(latest, id => Assert.Equal(IdKnowledge.SameContent, recent.Look("instagram", id, 1)));
    }
}
