using Relay.Chaos.Evidence;
using Relay.Chaos.Load;
using Relay.Client.Envelopes;

namespace Relay.Chaos.Tests.Load;

public sealed class OpenMailTests
{
    private readonly Pair[] _pairs = [.. Enumerable.Range(0, 6).Select(i => new Pair(new UserAddress("a", "ana"), new UserAddress("b", $"user-{i}"), DeliveryClass.Normal))];

    [Fact]
    public void Compose_WithNothingOpen_LeavesRoomForNewOnes()
    {
        var (again, leftOut, mayAdd) = new OpenMail(new Random(1)).Compose();

        Assert.Empty(again);
        Assert.Empty(leftOut);
        Assert.True(mayAdd);
    }

    [Fact]
    public void Compose_HoweverOften_NeverPassesAnEarlierOneOfThePair()
    {
        var open = new OpenMail(new Random(1));
        var sent = Enumerable.Range(0, 40).Select(Envelope).ToList();
        sent.ForEach(open.Add);

        for (var i = 0; i < 200; i++)
        {
            var (again, leftOut, mayAdd) = open.Compose();

            foreach (var pair in _pairs)
            {
                var places = again.Where(envelope => envelope.Pair == pair).Select(envelope => envelope.Place);
                Assert.Equal(leftOut.Contains(pair) ? [] : sent.Where(envelope => envelope.Pair == pair).Select(envelope => envelope.Place), places);
            }

            Assert.True(mayAdd || leftOut.Count == 0);
        }
    }

    [Fact]
    public void Compose_InTheEnd_RepeatsTheRequestAndMixesItAnew()
    {
        var open = new OpenMail(new Random(1));
        foreach (var number in Enumerable.Range(0, 12))
            open.Add(Envelope(number));

        var sizes = Enumerable.Range(0, 50).Select(_ => open.Compose().Again.Count).ToList();

        Assert.Contains(12, sizes);
        Assert.Contains(sizes, size => size < 12);
    }

    [Fact]
    public void Compose_WithMoreThanARequestTakes_SendsTheFirstAndAddsNone()
    {
        var open = new OpenMail(new Random(1));
        var sent = Enumerable.Range(0, 120).Select(Envelope).ToList();
        sent.ForEach(open.Add);

        var (again, _, mayAdd) = open.Compose();

        Assert.Equal(sent.Take(OpenMail.MostInRequest), again);
        Assert.False(mayAdd);
    }

    [Fact]
    public void Remove_OfAllThatWasAnswered_LeavesNothing()
    {
        var open = new OpenMail(new Random(1));
        var sent = Enumerable.Range(0, 3).Select(Envelope).ToList();
        sent.ForEach(open.Add);

        open.Remove(sent.ToHashSet());

        Assert.True(open.IsEmpty);
    }

    private SentEnvelope Envelope(int number) => new(new EnvelopeKey("a", Guid.CreateVersion7()), _pairs[number % _pairs.Length], number / _pairs.Length, 0, 60);
}
