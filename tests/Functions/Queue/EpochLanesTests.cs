using Relay.Functions.Queue;

namespace Relay.Functions.Tests.Queue;

/// <summary>Where the lanes of an epoch lie.</summary>
public sealed class EpochLanesTests
{
    private static readonly string[] Partners = [.. Enumerable.Range(0, 400).Select(number => $"partner-{number}")];

    [Fact]
    public void Of_OneNamespace_IsThere()
    {
        var lanes = new EpochLanes("whatsapp", 3, 8, [5]);
        Assert.Equal(new Lane(EnvelopeClass.Urgent, 3, "whatsapp", 2, 5), lanes.Of(EnvelopeClass.Urgent, 10));
    }

    [Theory]
    [InlineData(8, new[] { 0, 1 })]
    [InlineData(9, new[] { 1, 2, 7 })]
    [InlineData(512, new[] { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 })]
    [InlineData(10, new[] { 0, 3, 4 })]
    public void At_EachLane_LiesInOneOfTheNamespaces_AndAllHaveTheSameOrOneMore(int count, int[] namespaces)
    {
        foreach (var partner in Partners)
        {
            var lanes = new EpochLanes(partner, 1, count, namespaces);
            var inEach = Enumerable.Range(0, count).CountBy(number => lanes.At(EnvelopeClass.Normal, number).Namespace).ToDictionary();

            Assert.Equal(namespaces, inEach.Keys.Order());
            Assert.InRange(inEach.Values.Max() - inEach.Values.Min(), 0, 1);
        }
    }

    [Fact]
    public void At_PartnersWithOneLane_AreSpreadOverAll()
    {
        var inEach = Partners.CountBy(partner => new EpochLanes(partner, 1, 1, [0, 1, 2, 3]).At(EnvelopeClass.Normal, 0).Namespace).ToDictionary();

        Assert.Equal([0, 1, 2, 3], inEach.Keys.Order());
        // A hundred each, give or take four deviations of such a draw.
        Assert.All(inEach.Values, partners => Assert.InRange(partners, 65, 135));
    }

    [Fact]
    public void At_ClassesAndTime_ChangeNothing()
    {
        var lanes = new EpochLanes(new string('p', 32), 1, 512, [2, 3, 5]);
        for (var number = 0; number < 512; number++)
        {
            Assert.Equal(lanes.At(EnvelopeClass.Normal, number).Namespace, lanes.At(EnvelopeClass.Urgent, number).Namespace);
            Assert.Equal(lanes.At(EnvelopeClass.Normal, number), (lanes with { Namespaces = [2, 3, 5] }).At(EnvelopeClass.Normal, number));
        }
    }
}
