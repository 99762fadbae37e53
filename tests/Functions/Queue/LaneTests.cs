using Relay.Functions.Queue;

namespace Relay.Functions.Tests.Queue;

public sealed class LaneTests
{
    // Numbers must outlive any release: another one would put an envelope beside those that are still under way.
    [Theory]
    [InlineData(0u, 1, 0)]
    [InlineData(uint.MaxValue, 1, 0)]
    [InlineData(0u, 512, 0)]
    [InlineData(511u, 512, 511)]
    [InlineData(512u, 512, 0)]
    [InlineData(0x80000000u, 7, 2)]
    [InlineData(uint.MaxValue, 512, 511)]
    [InlineData(uint.MaxValue, 7, 3)]
    public void NumberOf_Hash_IsWhatItAlwaysWas(uint hash, int lanes, int expected) => Assert.Equal(expected, Lane.NumberOf(hash, lanes));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(512)]
    public void NumberOf_ManyHashes_StaysInBoundsAndSpreadsEvenly(int lanes)
    {
        const int PerLane = 200;
        var random = new Random(lanes);
        var counts = new int[lanes];
        for (var user = 0; user < lanes * PerLane; user++)
            counts[Lane.NumberOf((uint)random.NextInt64(1L << 32), lanes)]++;

        // Five standard deviations around the mean, and a little more.
        Assert.All(counts, count => Assert.InRange(count, PerLane - 75, PerLane + 75));
    }

    [Fact]
    public void SessionId_OfTheLongestNames_FitsTheQueue()
    {
        var lane = new Lane(EnvelopeClass.Urgent, int.MaxValue, new string('p', 32), 511);
        Assert.InRange(lane.SessionId.Length, 1, 128);
        Assert.Equal($"2147483647.{new string('p', 32)}.511", lane.SessionId);
    }

    [Fact]
    public void Key_OfNormalAndUrgent_Differ()
    {
        Assert.Equal("1.n.3", new Lane(EnvelopeClass.Normal, 1, "whatsapp", 3).Key);
        Assert.Equal("1.u.3", new Lane(EnvelopeClass.Urgent, 1, "whatsapp", 3).Key);
    }

    [Fact]
    public void QueueNames_OfClasses_AreThree() =>
        Assert.Equal(3, Enum.GetValues<EnvelopeClass>().Select(QueueNames.Of).Distinct().Count());
}
