using Relay.Functions.Accept;
using Relay.Functions.Queue;
using Relay.Local.Scale.Simulation;

namespace Relay.Local.Scale.Tests.Simulation;

public sealed class PackingTests
{
    [Fact]
    public void Benchmark_OfBatchesOf100OverFourLanes_Is25ToAMessage() =>
        Assert.Equal(25, 100 / Packing.Met(100, 1, 4), 3); // docs/performance.md: the whole way, 25 to a packed message (4 lanes)

    [Theory]
    [InlineData(20, 8)]
    [InlineData(100, 64)]
    [InlineData(100, 512)]
    public void Prediction_IsWithinATwentieth_OfWhatTheProgramsChoiceOfLanesDoes(int envelopes, int lanes)
    {
        const int Requests = 400;
        var random = new Random(7);
        var met = Enumerable.Range(0, Requests)
            .Sum(_ => Enumerable.Range(0, envelopes).Select(_ => Lane.NumberOf((uint)random.NextInt64(1L << 32), lanes)).Distinct().Count());

        Assert.InRange((double)met / Requests / Packing.Met(envelopes, 1, lanes), 0.95, 1.05);
    }

    [Fact]
    public void Request_OfABusySender_IsTheLargest_AndOfAQuietOne_OneMessages()
    {
        var model = Checkout.Files.Model();

        Assert.Equal(AcceptOptions.MaxEnvelopes, Packing.Request(model, 1e6), 0);
        var quiet = Packing.Request(model, 1e-3);
        Assert.InRange(quiet, 1, 1 / (1 - model["traffic.groupShare"]));
    }
}
