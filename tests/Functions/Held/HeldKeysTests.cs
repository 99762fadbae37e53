using Relay.Functions.Held;
using Relay.Functions.Queue;

namespace Relay.Functions.Tests.Held;

public sealed class HeldKeysTests
{
    [Fact]
    public void Name_OfTheSameEnvelope_IsTheSame_WhateverSliceItTravelsIn()
    {
        var (head, envelope) = HeldSamples.Create();

        Assert.Equal(HeldKeys.NameOf(head, envelope), HeldKeys.NameOf(head with { Batch = head.Batch + ".0123456789abcdef", InDoubt = true }, envelope));
    }

    [Fact]
    public void Name_OfAnotherBatchSenderOrReplay_IsAnother()
    {
        var (head, envelope) = HeldSamples.Create();
        PackedHead[] heads = [head, head with { Batch = "batch-2" }, head with { Sender = "birdychat" }, head with { Replayed = true, Number = 1 }, head with { Replayed = true, Number = 2 }];

        Assert.Equal(heads.Length, heads.Select(one => HeldKeys.NameOf(one, envelope)).Distinct().Count());
    }

    [Fact]
    public void Key_GivesTheNameBack_SortsByTime_AndNamesNoUser()
    {
        var (head, envelope) = HeldSamples.Create();
        var name = HeldKeys.NameOf(head, envelope);
        var earlier = HeldKeys.KeyOf(DateTimeOffset.UnixEpoch.AddSeconds(5), name);
        var later = HeldKeys.KeyOf(HeldQueryTime, name);

        Assert.Equal(name, HeldKeys.NameOf(later));
        Assert.True(string.CompareOrdinal(earlier, later) < 0);
        Assert.True(HeldKeys.IsKey(later));
        Assert.DoesNotContain(envelope.ToUser, later, StringComparison.Ordinal);
    }

    [Fact]
    public void Key_OfAMessageThatCannotBeRead_IsOne() =>
        Assert.True(HeldKeys.IsKey(HeldKeys.KeyOf(HeldQueryTime, HeldKeys.NameOf(QueueNames.Ephemeral, long.MaxValue, new byte[32]))));

    [Theory]
    [InlineData("")]
    [InlineData("000001772366400-")]
    [InlineData("00000177236640-a")]
    [InlineData("00000177236640x-a")]
    [InlineData("000001772366400.a")]
    [InlineData("000001772366400-a/b")]
    [InlineData("000001772366400-a'b")]
    [InlineData("000001772366400-A")]
    public void Key_OfAnotherForm_IsNone(string text) => Assert.False(HeldKeys.IsKey(text));

    [Fact]
    public void Key_ThatIsTooLong_IsNone() => Assert.False(HeldKeys.IsKey("000001772366400-" + new string('a', 128)));

    [Fact]
    public void ReplayBatch_KeepsTheRoot_AndIsAnotherForEachReplayAndEnvelope()
    {
        var id = Guid.CreateVersion7();
        string[] batches =
        [
            HeldKeys.ReplayBatch("root", id, 1), HeldKeys.ReplayBatch("root", id, 2), HeldKeys.ReplayBatch("root", Guid.CreateVersion7(), 1),
        ];

        Assert.Equal(3, batches.Distinct().Count());
        Assert.All(batches, batch => Assert.StartsWith("root.", batch, StringComparison.Ordinal));
        Assert.Equal(batches[1], HeldKeys.ReplayBatch(batches[0], id, 2));
    }

    private static DateTimeOffset HeldQueryTime => new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
}
