using System.Buffers.Binary;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;
using Relay.Functions.Custody;

namespace Relay.Functions.Tests.Custody;

public sealed class Sha256LanesTests
{
    private const int LongestInOneBlock = 55;

    [Fact]
    public void Compress_EightMessagesOfEveryLength_GivesThePlatformsHashes()
    {
        var random = new Random(1);
        for (var length = 0; length <= LongestInOneBlock; length++)
        {
            var messages = Enumerable.Range(0, Sha256Lanes.Lanes).Select(_ => ReceiptedSamples.Bytes(random, length)).ToArray();
            Assert.Equal(messages.Select(SHA256.HashData), Hash(messages));
        }
    }

    private static byte[][] Hash(byte[][] messages)
    {
        var block = new Vector256<uint>[Sha256Lanes.BlockWords];
        for (var lane = 0; lane < messages.Length; lane++)
        {
            byte[] padded = [.. messages[lane], 0x80, .. new byte[64 - messages[lane].Length - 1]];
            BinaryPrimitives.WriteInt64BigEndian(padded.AsSpan(56), messages[lane].Length * 8);
            for (var word = 0; word < Sha256Lanes.BlockWords; word++)
                Sha256Lanes.Each(block)[(word * Sha256Lanes.Lanes) + lane] = BinaryPrimitives.ReadUInt32BigEndian(padded.AsSpan(word * 4));
        }

        var state = new Vector256<uint>[Sha256Lanes.StateWords];
        Sha256Lanes.Start(state);
        Sha256Lanes.Compress(state, block);
        var hashes = messages.Select(_ => new byte[32]).ToArray();
        for (var lane = 0; lane < hashes.Length; lane++)
        {
            for (var word = 0; word < state.Length; word++)
                BinaryPrimitives.WriteUInt32BigEndian(hashes[lane].AsSpan(word * 4), Sha256Lanes.Each(state)[(word * Sha256Lanes.Lanes) + lane]);
        }

        return hashes;
    }
}
