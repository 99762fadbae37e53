using Relay.Functions.Queue;

namespace Relay.Functions.Tests.Queue;

public sealed class LaneTests
{
    private static readonly byte[] Key = [.. Enumerable.Range(0, 32).Select(value => (byte)value)];

    // Numbers must outlive any release: another one would put an envelope beside those that are still under way.
    [Theory]
    [InlineData("ana", 4, 0)]
    [InlineData("ben", 4, 1)]
    [InlineData("ana", 512, 148)]
    [InlineData("ben", 512, 417)]
    [InlineData("+4915112345678", 16, 13)]
    public void NumberOf_KnownUser_IsWhatItAlwaysWas(string user, int lanes, int expected) => Assert.Equal(expected, Lane.NumberOf(Key, user, lanes));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(512)]
    public void NumberOf_ManyUsers_StaysInBoundsAndSpreadsEvenly(int lanes)
    {
        const int PerLane = 200;
        var counts = new int[lanes];
        for (var user = 0; user < lanes * PerLane; user++)
            counts[Lane.NumberOf(Key, $"user-{user}", lanes)]++;

        // Five standard deviations around the mean, and a little more.
        Assert.All(counts, count => Assert.InRange(count, PerLane - 75, PerLane + 75));
    }

    [Fact]
    public void NumberOf_AnotherKey_SpreadsOtherwise()
    {
        var other = Key.ToArray();
        other[31] ^= 1;
        var same = Enumerable.Range(0, 1_000).Count(user => Lane.NumberOf(Key, $"user-{user}", 100) == Lane.NumberOf(other, $"user-{user}", 100));
        Assert.InRange(same, 0, 40);
    }

    [Fact]
    public void NumberOf_LongestUser_HasANumber() => Assert.InRange(Lane.NumberOf(Key, new string('~', 128), 512), 0, 511);

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
