using System.Diagnostics;
using Relay.Functions.Accept.Mls;
using Relay.Functions.Accept.Protocols;
using Relay.Functions.Tests.Accept.Mls;

namespace Relay.Functions.Tests.Accept;

/// <summary>A million seeded random and mutated contents for each parser: no exception, no hang, nothing allocated.</summary>
public sealed class ShapeFuzzTests
{
    private const int Rounds = 1_000_000;
    private const int LongestRandom = 300;

    // What the runtime itself may count to this thread; a million contents would take megabytes.
    private const int MostAllocated = 16 * 1024;

    // Far more than a loaded machine needs; a hang is what it ends.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    private static readonly byte[] EdgeValues = [0x00, 0x01, 0x3F, 0x40, 0x7F, 0x80, 0xBF, 0xC0, 0xFF];

    [Fact]
    public void Check_OfSignal_StandsWhateverComes() =>
        Run([.. SignalSamples.Sendable().Select(row => SignalSamples.Get(row.Data))]);

    [Fact]
    public void Check_OfMls_StandsWhateverComes() =>
        Run([.. MlsSamples.Sendable().Select(row => MlsSamples.Get(row.Data))]);

    private static void Run((byte Type, byte[] Content)[] samples)
    {
        var random = new Random(20);
        var buffer = new byte[2 * samples.Max(sample => sample.Content.Length)];
        var clock = Stopwatch.StartNew();
        int passed = 0, refused = 0;
        // Texts of rules are made once.
        foreach (var (type, content) in samples)
            Assert.Null(ProtocolShapes.Check(type, content));
        Assert.NotNull(ProtocolShapes.Check(0, []));
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var round = 0; round < Rounds && clock.Elapsed < Longest; round++)
        {
            var (type, content) = samples[round % samples.Length];
            var length = round % 4 == 0 ? Randomize(buffer, content, random) : Mutate(buffer, content, random);
            var given = buffer.AsSpan(0, length);
            if (ProtocolShapes.Check(type, given) is null)
            {
                passed++;
                MlsShape.TryReadHeader(type, given, out _);
            }
            else
            {
                refused++;
            }
        }

        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal(Rounds, passed + refused);
        Assert.True(passed > 1000 && refused > 1000, $"{passed} passed, {refused} were refused");
        Assert.InRange(allocated, 0, MostAllocated);
    }

    // The head of a sample keeps the parser from turning round at the door.
    private static int Randomize(byte[] buffer, byte[] content, Random random)
    {
        var length = random.Next(LongestRandom);
        random.NextBytes(buffer.AsSpan(0, length));
        content.AsSpan(0, Math.Min(random.Next(8), Math.Min(length, content.Length))).CopyTo(buffer);
        return length;
    }

    private static int Mutate(byte[] buffer, byte[] content, Random random)
    {
        content.CopyTo(buffer, 0);
        var length = content.Length;
        for (var changes = random.Next(1, 4); changes > 0 && length > 1; changes--)
        {
            var at = random.Next(length);
            switch (random.Next(5))
            {
                case 0:
                    buffer[at] = EdgeValues[random.Next(EdgeValues.Length)];
                    break;
                case 1:
                    buffer[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    length = at + 1;
                    break;
                case 3: // take a piece out
                    var taken = Math.Min(random.Next(1, 9), length - at - 1);
                    buffer.AsSpan(at + taken, length - at - taken).CopyTo(buffer.AsSpan(at));
                    length -= taken;
                    break;
                default: // say a piece twice
                    var more = Math.Min(random.Next(1, 9), Math.Min(length - at, buffer.Length - length));
                    buffer.AsSpan(at, length - at).CopyTo(buffer.AsSpan(at + more));
                    length += more;
                    break;
            }
        }

        return length;
    }
}
