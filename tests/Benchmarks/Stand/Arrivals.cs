using System.Buffers.Text;
using System.Diagnostics;

namespace Relay.Benchmarks.Stand;

/// <summary>Which envelopes arrived, by the numbers in their message ids, and when each came first.</summary>
internal sealed class Arrivals
{
    private const int Most = 20_000_000;
    private const int Digits = 8;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    // Pages that nothing touches take no memory.
    private readonly long[] times = new long[Most];
    private int count;
    private int repeats;
    private int webhooks;

    /// <summary>Different envelopes that came.</summary>
    public int Count => Volatile.Read(ref count);

    /// <summary>Envelopes that came again.</summary>
    public int Repeats => Volatile.Read(ref repeats);

    /// <summary>Calls that carried them.</summary>
    public int Webhooks => Volatile.Read(ref webhooks);

    /// <summary>When an envelope came first, as a <see cref="Stopwatch"/> time stamp.</summary>
    public long TimeOf(int number) => Volatile.Read(ref times[number]);

    /// <summary>Notes the envelopes of a delivery.</summary>
    public void Note(ReadOnlySpan<byte> body, long now)
    {
        var key = "\"messageId\":\""u8;
        var first = 0;
        for (var at = body.IndexOf(key); at >= 0; at = body.IndexOf(key))
        {
            body = body[(at + key.Length)..];
            if (!Utf8Parser.TryParse(body[..Digits], out int number, out _, 'x') || number < 0 || number >= Most)
                throw new InvalidDataException("A delivery holds an envelope that nobody sent.");
            if (Interlocked.CompareExchange(ref times[number], now, 0) == 0)
                first++;
            else
                Interlocked.Increment(ref repeats);
        }

        Interlocked.Add(ref count, first);
        Interlocked.Increment(ref webhooks);
    }

    /// <summary>Waits until so many different envelopes have come.</summary>
    /// <exception cref="TimeoutException">None came for a minute.</exception>
    public async Task WaitAsync(int wanted)
    {
        var (start, last) = (Stopwatch.GetTimestamp(), Count);
        while (Count < wanted)
        {
            if (Count > last)
                (start, last) = (Stopwatch.GetTimestamp(), Count);
            if (Stopwatch.GetElapsedTime(start) > Patience)
                throw new TimeoutException($"{last} of {wanted} envelopes were delivered, and none for a minute.");
            await Task.Delay(1);
        }
    }
}
