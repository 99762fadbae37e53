using System.Diagnostics;
using Relay.Signatures.Groups;

namespace Relay.Functions.Tests.Groups;

/// <summary>Bytes that nobody meant to be a message: refused or read, never more than that, and never for more memory than they take themselves.</summary>
public sealed class SealedMultiRecipientFuzzTests
{
    private const int Inputs = 1_000_000;
    private const int Overhead = 512;

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
            var before = GC.GetAllocatedBytesForCurrentThread();
            var message = SealedMultiRecipient.Parse(buffer.AsMemory(0, length), 1024, out var fault);
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

            if (allocated > length + Overhead || message is null == fault is null)
                Assert.Fail($"{length} bytes took {allocated}, {fault}: {Convert.ToHexString(buffer.AsSpan(0, length))}");
            read += message is null ? 0 : 1;
        }

        Assert.InRange(read, 1, Inputs - 1);
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
