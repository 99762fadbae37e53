using Relay.Functions.Accept;

namespace Relay.Functions.Tests.Accept;

/// <summary>Broken messages are told apart without an exception, whatever is broken.</summary>
public sealed class SignalShapeMutationTests
{
    private static readonly byte[] Types = [1, 3, 6, 8];

    [Theory]
    [MemberData(nameof(SignalSamples.Sendable), MemberType = typeof(SignalSamples))]
    public void Check_CutAnywhere_DoesNotThrow(string sample)
    {
        var (type, content) = SignalSamples.Get(sample);
        var passed = 0;
        for (var length = 0; length < content.Length; length++)
            passed += SignalShape.Check(type, content.AsSpan(0, length)) is null ? 1 : 0;

        // Only a version without structure (0x22), or a cut before one of the optional fields, can pass for whole.
        Assert.True(sample == "SealedV2Received" || passed <= 4, $"{passed} of {content.Length} cuts pass");
    }

    [Theory]
    [MemberData(nameof(SignalSamples.Sendable), MemberType = typeof(SignalSamples))]
    public void Check_EveryByteChanged_DoesNotThrow(string sample)
    {
        var (type, content) = SignalSamples.Get(sample);
        for (var at = 0; at < content.Length; at++)
        {
            var changed = content.ToArray();
            foreach (var value in (byte[])[0x00, 0xFF, 0x80, 0x7F, (byte)(content[at] ^ 1), (byte)(content[at] ^ 0x80)])
            {
                changed[at] = value;
                SignalShape.Check(type, changed);
            }
        }

        foreach (var version in Enumerable.Range(0, 256).Where(version => (version >> 4) is 0 or > 4))
            Assert.True(type == 8 && version == 0xC0 || SignalShape.Check(type, [(byte)version, .. content[1..]]) is not null, $"version 0x{version:X2}");
    }

    [Fact]
    public void Check_RandomBytes_DoesNotThrowAndHardlyEverPasses()
    {
        var random = new Random(17);
        var passed = 0;
        for (var round = 0; round < 10_000; round++)
        {
            var content = new byte[random.Next(0, 200)];
            random.NextBytes(content);
            foreach (var type in Types)
                passed += SignalShape.Check(type, content) is null ? 1 : 0;
        }

        // A sealed message of version 2 is one byte and no structure: one in 256 of the long ones.
        Assert.InRange(passed, 1, 60);
    }
}
