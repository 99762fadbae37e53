using Relay.Functions.Queue;
using Relay.Local.Scale.Simulation;

namespace Relay.Local.Scale.Tests.Simulation;

public sealed class LaneSpreadTests
{
    public static TheoryData<int, int> Cases => new(
        from lanes in new[] { 1, 3, 4, 16, 64, 512 } from namespaces in new[] { 1, 2, 3, 5, 7, QueueNamespaces.MostNumbers } select (lanes, namespaces));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Lanes_GoRoundTheNamespaces_AsEvenlyAsTheyCan(int lanes, int namespaces)
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var spread = new LaneSpread([lanes], namespaces, seed);
            int[] counts = [.. Enumerable.Range(0, namespaces).Select(number => spread.Lanes(0, number))];

            Assert.Equal(lanes, counts.Sum());
            Assert.InRange(counts.Max() - counts.Min(), 0, 1);
            Assert.Equal(Math.Min(lanes, namespaces), counts.Count(count => count > 0));
            Assert.Equal(LaneSpread.MostShare(lanes, namespaces), counts.Max() / (double)lanes, 12);
            Assert.Contains(Enumerable.Range(0, namespaces), first => counts.SequenceEqual(RoundFrom(first, lanes, namespaces)));
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Namespaces_HaveAsManyLanes_AsTheProgramGivesThem(int lanes, int namespaces)
    {
        // Numbers need not begin at 0: those of retired namespaces are not used again.
        int[] numbers = [.. Enumerable.Range(QueueNamespaces.MostNumbers - namespaces, namespaces)];
        for (var one = 0; one < 20; one++)
        {
            var spread = new LaneSpread([lanes], namespaces, one);
            var program = new EpochLanes($"partner-{one}", 1, lanes, numbers);
            var lie = Enumerable.Range(0, lanes).CountBy(lane => program.At(EnvelopeClass.Normal, lane).Namespace).ToDictionary();

            Assert.Equal(
                numbers.Select(number => lie.GetValueOrDefault(number)).Order(),
                Enumerable.Range(0, namespaces).Select(number => spread.Lanes(0, number)).Order());
        }
    }

    [Fact]
    public void FirstLanes_OfPartners_LieInDifferentNamespaces()
    {
        var spread = new LaneSpread([.. Enumerable.Repeat(1, 200)], 4, 1);

        Assert.All(Enumerable.Range(0, 4), number => Assert.InRange(Enumerable.Range(0, 200).Sum(partner => spread.Lanes(partner, number)), 25, 75));
    }

    [Fact]
    public void MostShare_FallsWithTheNamespaces_AsFarAsThereAreLanes()
    {
        foreach (var lanes in new[] { 1, 4, 7, 128 })
        {
            double[] shares = [.. Enumerable.Range(1, 16).Select(namespaces => LaneSpread.MostShare(lanes, namespaces))];
            Assert.All(shares.Zip(shares.Skip(1)), pair => Assert.True(pair.Second <= pair.First));
            Assert.Equal(1, shares[0]);
            Assert.Equal(Math.Ceiling(lanes / 16.0) / lanes, shares[^1], 12);
        }
    }

    // The rule itself: lane n is in namespace (first + n) mod namespaces.
    private static IEnumerable<int> RoundFrom(int first, int lanes, int namespaces)
    {
        var counts = new int[namespaces];
        for (var lane = 0; lane < lanes; lane++)
            counts[(first + lane) % namespaces]++;
        return counts;
    }
}
