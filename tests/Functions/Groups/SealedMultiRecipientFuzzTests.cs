using System.Diagnostics;
using Relay.Signatures.Groups;

namespace Relay.Functions.Tests.Groups;

/// <summary>Bytes that nobody meant to be a message: refused or read, never more than that, and never for more memory than they take themselves.</summary>
public sealed class SealedMultiRecipientFuzzTests
{
    private const int Inputs = 1_000_000;
    private const int Overhead = 512;
    private const int MostCollections = 5;

    private static readonly TimeSpan Most = TimeSpan.FromSeconds(60);

    [Fact]
    public void Parse_RandomAndMutatedBytes_NeitherThrowsNorAllocatesMoreThanTheirSize()
    {
        var random = new Random(20_301);
        var samples = GroupSamples.Names().Select(name => GroupSamples.Get(name.Data).Message).ToArray();
        var buffer = new byte[samples.Max(sample => sample.Length)];
        var clock = Stopwatch.StartNew();
        var read = 0;
        for (var i = 0; i < Inputs && clock.Elapsed < Most; i++)
        {
            var length = Fill(buffer, samples[random.Next(samples.Length)], random);
            var input = buffer.AsMemory(0, length);
            var allocated = Parse(input, out var message, out var fault);

            // A collection that another thread began in between is counted as this one's, up to 8 KB.
            for (var again = 0; again < MostCollections && allocated > length + Overhead; again++)
                allocated = Parse(input, out message, out fault);
            if (allocated > length + Overhead || message is null == fault is null)
                Assert.Fail($"{length} bytes took {allocated}, {fault}: {Convert.ToHexString(buffer.AsSpan(0, Math.Min(length, 200)))}…");
            read += message is null ? 0 : 1;
        }

        Assert.InRange(read, 1, Inputs - 1);
    }

    private static long Parse(ReadOnlyMemory<byte> input, out SealedMultiRecipient? message, out string? fault)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        message = SealedMultiRecipient.Parse(input, 1024, out fault);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    // Random bytes behind a true version, or a message with some bytes changed, cut or repeated.
    private static int Fill(byte[] buffer, byte[] sample, Random random)
    {
        if (random.Next(3) == 0)
        {
            var length = random.Next(0, 400);
            random.NextBytes(buffer.AsSpan(0, length));
            if (length > 0)
                buffer[0] = (byte)(0x22 + random.Next(2));
            return length;
        }

        sample.CopyTo(buffer, 0);
        for (var changes = random.Next(1, 5); changes > 0; changes--)
        {
            // What stands before the ciphertext, where the structure is.
            var at = random.Next(Math.Min(sample.Length, 200));
            buffer[at] = random.Next(3) switch
            {
                0 => (byte)(buffer[at] ^ (1 << random.Next(8))),
                1 => (byte)random.Next(256),
                _ => buffer[random.Next(sample.Length)],
            };
        }

        return random.Next(4) == 0 ? random.Next(sample.Length) : sample.Length;
    }
}
