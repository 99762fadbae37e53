using Relay.Functions.Accept;

namespace Relay.Functions.Tests.Accept;

/// <summary>What is no ciphertext: plaintext in common forms, and messages with one thing wrong.</summary>
public sealed class SignalShapeRefusalTests
{
    private static readonly byte[] Types = [1, 3, 6, 8];

    private static readonly byte[] Key = ProtobufBytes.PublicKey;

    private static readonly byte[] Kem = SignalSamples.KemCiphertext(0x08, 1568);

    public static TheoryData<string> Plaintexts() =>
    [
        "",
        "a",
        "Hello Ben, how are you? This is long enough to be a message of a hundred bytes and more, but it is not encrypted at all.",
        """{"text":"Hello Ben","attachments":[],"timestamp":1700000000000,"padding":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}""",
        "\"A JSON string begins with the byte 0x22, which is also the version of a sealed-sender message, so it is told apart by its text.\"",
        "\"Ein JSON-Text mit Umlauten, ä ö ü ß, und mit einem Emoji 🙂, der lang genug ist, um eine Nachricht zu sein, und der lesbar ist.\"",
        "<!DOCTYPE html><html><head><title>Hello</title></head><body><p>Hello Ben, this is a page and no ciphertext.</p></body></html>",
        "3 is 0x33 and D is 0x44: text can begin with a version byte and still be nothing else but text, however long it goes on.",
        "DDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDD",
    ];

    [Theory]
    [MemberData(nameof(Plaintexts))]
    public void Check_Plaintext_IsRefusedForEveryType(string text) =>
        Assert.All(Types, type => Assert.NotNull(SignalShape.Check(type, Encoding.UTF8.GetBytes(text))));

    [Fact]
    public void Check_BareProtobuf_IsRefusedForEveryType()
    {
        var content = new ProtobufBytes().Bytes(1, [.. "Hello Ben, this is a data message"u8]).Varint(5, 1_700_000_000_000).Bytes(8, Key).ToArray();
        Assert.All(Types, type => Assert.NotNull(SignalShape.Check(type, content)));
    }

    [Theory]
    [InlineData(new byte[] { 0xFF, 0xD8, 0xFF, 0xE0 })]
    [InlineData(new byte[] { 0x89, 0x50, 0x4E, 0x47 })]
    [InlineData(new byte[] { 0x50, 0x4B, 0x03, 0x04 })]
    [InlineData(new byte[] { 0x1F, 0x8B, 0x08, 0x00 })]
    [InlineData(new byte[] { 0x25, 0x50, 0x44, 0x46 })]
    public void Check_FileFormat_IsRefusedForEveryType(byte[] begin)
    {
        var content = new byte[400];
        new Random(5).NextBytes(content);
        begin.CopyTo(content, 0);
        Assert.All(Types, type => Assert.NotNull(SignalShape.Check(type, content)));
    }

    [Theory]
    [InlineData(0x00)]
    [InlineData(0x22)] // message version 2 is long gone
    [InlineData(0x24)]
    [InlineData(0x42)]
    [InlineData(0x43)] // a version that the sender does not know
    [InlineData(0x54)]
    [InlineData(0x45)]
    [InlineData(0xFF)]
    public void Check_RatchetAndPrekeyOfAnotherVersion_AreRefused(byte version)
    {
        Assert.NotNull(SignalShape.Check(1, [version, .. SignalSamples.Ratchet()[1..]]));
        Assert.NotNull(SignalShape.Check(3, [version, .. SignalSamples.Prekey()[1..]]));
    }

    [Theory]
    [InlineData(0x33)]
    [InlineData(0x34)]
    [InlineData(0x44)]
    public void Check_RatchetAndPrekeyOfAKnownVersion_Pass(byte version)
    {
        Assert.Null(SignalShape.Check(1, [version, .. SignalSamples.Ratchet()[1..]]));
        Assert.Null(SignalShape.Check(3, [version, .. SignalSamples.Prekey()[1..]]));
    }

    public static TheoryData<byte, byte[]> Incomplete() => new()
    {
        { 1, Ratchet(new ProtobufBytes().Bytes(4, new byte[16])) },
        { 1, Ratchet(new ProtobufBytes().Bytes(1, Key)) },
        { 1, Ratchet(new ProtobufBytes().Bytes(1, Key).Bytes(4)) },
        { 1, Ratchet(new ProtobufBytes().Bytes(1, Key[1..]).Bytes(4, 1)) },
        { 1, Ratchet(new ProtobufBytes().Bytes(1, [0x06, .. Key[1..]]).Bytes(4, 1)) },
        { 1, Ratchet(new ProtobufBytes().Bytes(1, [.. Key, 1]).Bytes(4, 1)) },
        { 1, Ratchet(new ProtobufBytes().Varint(1, 5).Varint(4, 5)) },
        { 1, Ratchet(new ProtobufBytes().Bytes(1, Key).Bytes(4, 1)) }, // no counter
        { 1, Ratchet(new ProtobufBytes().Bytes(1, Key).Bytes(2, 7).Bytes(4, 1)) },
        { 3, Prekey(new ProtobufBytes().Bytes(2, Key).Bytes(3, Key).Bytes(4, SignalSamples.Ratchet()).Varint(7, 1).Bytes(8, Kem)) }, // no signed prekey
        { 3, Prekey(new ProtobufBytes().Bytes(2, Key).Bytes(3, Key).Bytes(4, SignalSamples.Ratchet()).Bytes(6, 1).Varint(7, 1).Bytes(8, Kem)) },
        { 3, Prekey(SignalSamples.PrekeyFieldsBeforeKem(SignalSamples.Ratchet())) }, // version 4 without KEM
        { 3, Prekey(SignalSamples.PrekeyFieldsBeforeKem(SignalSamples.Ratchet()).Varint(7, 1)) },
        { 3, Prekey(SignalSamples.PrekeyFieldsBeforeKem(SignalSamples.Ratchet()).Bytes(8, Kem)) },
        { 3, [0x34, .. SignalSamples.PrekeyFieldsBeforeKem(SignalSamples.Ratchet()).Varint(7, 1).ToArray()] }, // half of it
        { 3, Prekey(SignalSamples.PrekeyFieldsBeforeKem(SignalSamples.Ratchet()).Varint(7, 1).Bytes(8, SignalSamples.KemCiphertext(0x08, 1567))) },
        { 3, Prekey(SignalSamples.PrekeyFieldsBeforeKem(SignalSamples.Ratchet()).Varint(7, 1).Bytes(8, SignalSamples.KemCiphertext(0x07, 1568))) },
        { 3, Prekey(SignalSamples.PrekeyFieldsBeforeKem([.. "Hello Ben"u8]).Varint(7, 1).Bytes(8, Kem)) },
        { 3, Prekey(new ProtobufBytes().Bytes(3, Key).Bytes(4, SignalSamples.Ratchet())) },
        { 3, Prekey(new ProtobufBytes().Bytes(2, Key).Bytes(4, SignalSamples.Ratchet())) },
        { 3, Prekey(new ProtobufBytes().Bytes(2, Key).Bytes(3, Key)) },
        { 3, Prekey(new ProtobufBytes().Bytes(2, Key).Bytes(3, Key).Bytes(4, [.. "Hello Ben"u8])) },
        { 6, [0x11] },
        { 6, [0x11, .. new ProtobufBytes().Bytes(2, 1).Bytes(3, 1).ToArray()] },
        { 6, [0x11, .. new ProtobufBytes().Bytes(1, Key).Bytes(3, 1).ToArray()] },
        { 6, [0x11, .. new ProtobufBytes().Bytes(1, Key).Bytes(2, 1).ToArray()] },
        { 6, [0x11, .. new ProtobufBytes().Bytes(1, Key).Bytes(2).Bytes(3).ToArray()] },
        { 6, SignalSamples.SealedV2(ciphertext: 0) },
        { 6, [0x23, .. SignalSamples.SealedV2()[1..]] },
        { 6, [0x12, .. SignalSamples.SealedV1()[1..]] },
    };

    [Theory]
    [MemberData(nameof(Incomplete))]
    public void Check_MessageWithoutAPartItNeeds_IsRefused(byte type, byte[] content) => Assert.NotNull(SignalShape.Check(type, content));

    public static TheoryData<byte[]> WrongReceipts() => new((byte[][])
    [
        SignalSamples.DecryptionError([]),
        SignalSamples.DecryptionError(new ProtobufBytes().Varint(3, 1).ToArray()),
        SignalSamples.DecryptionError(new ProtobufBytes().Varint(2, 1).Varint(4, 1).ToArray()),
        SignalSamples.DecryptionError(new ProtobufBytes().Bytes(1, [.. "Hello Ben"u8]).Varint(2, 1).ToArray()),
        SignalSamples.DecryptionError(new ProtobufBytes().Bytes(1, [0x05, .. "Hello"u8]).Varint(2, 1).ToArray()),
        SignalSamples.DecryptionError(new ProtobufBytes().Varint(1, 1).Varint(2, 1).ToArray()),
        SignalSamples.DecryptionError(new ProtobufBytes().Bytes(2, 1).ToArray()),
        SignalSamples.DecryptionError(new ProtobufBytes().Fixed64(2, 1).ToArray()),
        SignalSamples.DecryptionError(new ProtobufBytes().Varint(2, 1).Varint(2, 2).ToArray()),
        SignalSamples.DecryptionError(new ProtobufBytes().Varint(2, 1).Varint(3, 1).Varint(3, 1).ToArray()),
        SignalSamples.DecryptionError(new ProtobufBytes().Bytes(1, Key).Bytes(1, Key).Varint(2, 1).ToArray()),
        [.. SignalSamples.DecryptionError(), 0],
        [0xC1, .. SignalSamples.DecryptionError()[1..]],
        [.. SignalSamples.DecryptionError()[..^1], 0x81],
        [.. SignalSamples.DecryptionError()[..^1], .. new ProtobufBytes().Bytes(1, [.. "Hello Ben"u8]).ToArray(), 0x80],
        [0xC0, .. new ProtobufBytes().Bytes(1, [.. "Hello Ben"u8]).ToArray(), .. SignalSamples.DecryptionError()[1..]],
        [0xC0, .. new ProtobufBytes().Varint(8, 1).ToArray(), 0x80],
        [0xC0, 0x80, 0x80, 0x80],
        [0xC0, 0x80],
        [0xC0],
    ]);

    [Theory]
    [MemberData(nameof(WrongReceipts))]
    public void Check_DecryptionErrorWithAnythingElse_IsRefused(byte[] content) => Assert.NotNull(SignalShape.Check(8, content));

    private static byte[] Ratchet(ProtobufBytes fields) => [0x44, .. fields.ToArray(), .. new byte[8]];

    private static byte[] Prekey(ProtobufBytes fields) => [0x44, .. fields.ToArray()];
}
