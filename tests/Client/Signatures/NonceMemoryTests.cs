using Relay.Signatures;

namespace Relay.Client.Tests.Signatures;

public sealed class NonceMemoryTests
{
    private static readonly DateTimeOffset Now = Sample.Start;
    private static readonly TimeSpan Life = TimeSpan.FromSeconds(330);

    [Fact]
    public void TryAdd_SameNonceOfSameKey_IsReplay()
    {
        var memory = new NonceMemory(Life, 100);
        Assert.True(memory.TryAdd("a", "n", Now + Life, Now));
        Assert.False(memory.TryAdd("a", "n", Now + Life, Now));
        Assert.True(memory.TryAdd("b", "n", Now + Life, Now));
        Assert.True(memory.TryAdd("an", "", Now + Life, Now));
    }

    [Fact]
    public void TryAdd_UntilExpiry_IsRemembered()
    {
        // Whatever the phase of the generations, a nonce is known up to the very second it expires.
        for (var phase = 0; phase < 700; phase += 37)
        {
            var memory = new NonceMemory(Life, 1000);
            memory.TryAdd("x", "start", Now, Now);
            var added = Now.AddSeconds(phase);
            Assert.True(memory.TryAdd("a", "n", added + Life, added));
            for (var age = 0; age <= 330; age += 30)
                Assert.False(memory.TryAdd("a", "n", added + Life, added.AddSeconds(age)));
        }
    }

    [Fact]
    public void TryAdd_LongAfterExpiry_IsForgotten()
    {
        var memory = new NonceMemory(Life, 100);
        memory.TryAdd("a", "n", Now + Life, Now);
        Assert.True(memory.TryAdd("a", "n", Now + 4 * Life, Now + 3 * Life));
        Assert.Equal(0, memory.EarlyDrops);
    }

    [Fact]
    public void TryAdd_Full_ForgetsTheOldestGenerationFirst()
    {
        var memory = new NonceMemory(Life, 10);
        for (var i = 0; i < 20; i++)
            Assert.True(memory.TryAdd("a", $"{i}", Now + Life, Now));
        Assert.Equal(2, memory.EarlyDrops);
        Assert.False(memory.TryAdd("a", "19", Now + Life, Now));
        Assert.True(memory.TryAdd("a", "0", Now + Life, Now));
    }

    [Fact]
    public void TryAdd_LivesTooLong_Throws() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new NonceMemory().TryAdd("a", "n", Now.AddSeconds(331), Now));

    [Fact]
    public void TryAdd_FromManyThreads_OneWins()
    {
        var memory = new NonceMemory(Life, 10_000);
        var won = 0;
        Parallel.For(0, 1000, i =>
        {
            if (memory.TryAdd("a", $"{i % 100}", Now + Life, Now))
                Interlocked.Increment(ref won);
        });
        Assert.Equal(100, won);
    }
}
