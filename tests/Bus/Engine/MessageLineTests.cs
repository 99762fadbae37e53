using Relay.Local.Bus.Engine;

namespace Relay.Local.Bus.Tests.Engine;

public sealed class MessageLineTests
{
    private readonly MessageLine _line = new();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Line_RandomUse_BehavesLikeASortedSet(int seed)
    {
        var random = new Random(seed);
        var model = new SortedDictionary<long, long>();
        var taken = new List<(long Sequence, long ExpiresAt)>();
        var next = 1L;
        for (var step = 0; step < 20_000; step++)
        {
            switch (random.Next(8))
            {
                case < 3:
                    for (var i = random.Next(6); i > 0; i--)
                        Add(next++, random.Next(5) == 0 ? random.Next(1000) : long.MaxValue, cached: random.Next(2) == 0);
                    break;
                case < 6:
                    Assert.Equal(model.Count > 0, _line.TryTake(out var message));
                    if (model.Count == 0)
                        break;
                    Assert.Equal(model.First().Key, message.Slot.SequenceNumber);
                    Assert.Equal(model.First().Value, message.Slot.ExpiresAt);
                    model.Remove(message.Slot.SequenceNumber);
                    taken.Add((message.Slot.SequenceNumber, message.Slot.ExpiresAt));
                    break;
                case 6 when taken.Count > 0:
                    var back = random.Next(taken.Count);
                    Add(taken[back].Sequence, taken[back].ExpiresAt, cached: false);
                    taken.RemoveAt(back);
                    break;
                default:
                    Expire(random.Next(1000), random.Next(1, 10));
                    break;
            }
            Assert.Equal(model.Count, _line.Count);
            if (step % 50 == 0)
            {
                var from = random.NextInt64(next + 1);
                Assert.Equal(model.Keys.Where(number => number >= from).Take(7), _line.From(from, 7));
            }
        }

        void Add(long sequence, long expiresAt, bool cached)
        {
            model.Add(sequence, expiresAt);
            _line.Add(Entry(sequence, expiresAt, cached));
        }

        void Expire(long now, int most)
        {
            var expired = new List<WaitingMessage>();
            var nextExpiry = _line.TakeExpired(now, most, expired);
            Assert.True(expired.Count <= most);
            Assert.All(expired, message => Assert.True(model.Remove(message.Slot.SequenceNumber, out var time) && time <= now));
            Assert.True(expired.Count == most || !model.Values.Any(time => time <= now));
            Assert.True(nextExpiry <= (model.Count == 0 ? long.MaxValue : model.Values.Min()));
        }
    }

    [Fact]
    public void Add_WithoutCachedBytes_KeepsNoEntry()
    {
        _line.Add(Entry(1, 5, cached: false));
        _line.Add(Entry(2, 5, cached: true));

        Assert.True(_line.TryTake(out var first));
        Assert.Null(first.Entry);
        Assert.True(_line.TryTake(out var second));
        Assert.NotNull(second.Entry);
    }

    private static MessageEntry Entry(long sequence, long expiresAt, bool cached) =>
        new() { Queue = 1, SequenceNumber = sequence, ExpiresAt = expiresAt, Size = 1, Cached = cached ? [1] : null };
}
