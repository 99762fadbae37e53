using System.Text.Json;

namespace Relay.Functions.Tests.Accept;

/// <summary>Messages that libsignal 0.103.0 made, and messages built field by field.</summary>
internal static class SignalSamples
{
    private const byte CurrentVersion = 0x44;
    private const byte OldVersion = 0x34;

    private static readonly Dictionary<string, (byte Type, byte[] Content)> Real = Load();

    /// <summary>Names of libsignal's messages that may be sent as envelopes.</summary>
    public static TheoryData<string> Sendable() => [.. Real.Where(sample => sample.Value.Type is 1 or 3 or 6 or 8).Select(sample => sample.Key)];

    public static (byte Type, byte[] Content) Get(string name) => Real[name];

    public static byte[] Ratchet() =>
    [
        CurrentVersion,
        .. new ProtobufBytes().Bytes(1, ProtobufBytes.PublicKey).Varint(2, 7).Varint(3, 0).Bytes(4, new byte[48]).ToArray(),
        .. new byte[8],
    ];

    public static byte[] Prekey() => [CurrentVersion, .. PrekeyFields().ToArray()];

    public static ProtobufBytes PrekeyFields() => PrekeyFieldsBeforeKem(Ratchet()).Varint(7, 77).Bytes(8, KemCiphertext(0x08, 1568));

    public static ProtobufBytes PrekeyFieldsBeforeKem(byte[] message) => new ProtobufBytes()
        .Varint(1, 31).Bytes(2, ProtobufBytes.PublicKey).Bytes(3, ProtobufBytes.PublicKey).Bytes(4, message).Varint(5, 1234).Varint(6, 22);

    public static byte[] KemCiphertext(byte type, int length) => [type, .. new byte[length]];

    /// <summary>A prekey message of a session without post-quantum keys (X3DH).</summary>
    public static byte[] OldPrekey() => [OldVersion, .. PrekeyFieldsBeforeKem([OldVersion, .. Ratchet()[1..]]).ToArray()];

    public static byte[] SealedV1() =>
        [0x11, .. new ProtobufBytes().Bytes(1, ProtobufBytes.PublicKey).Bytes(2, new byte[48]).Bytes(3, new byte[64]).ToArray()];

    public static byte[] SealedV2(int ciphertext = 1)
    {
        var content = new byte[1 + 32 + 16 + 32 + 16 + ciphertext];
        new Random(2).NextBytes(content);
        content[0] = 0x22;
        return content;
    }

    public static byte[] DecryptionError(byte[]? receipt = null) =>
    [
        0xC0,
        .. new ProtobufBytes().Bytes(8, receipt ?? new ProtobufBytes().Bytes(1, ProtobufBytes.PublicKey).Varint(2, 1_700_000_000_000).Varint(3, 2).ToArray()).ToArray(),
        0x80,
    ];

    private static Dictionary<string, (byte Type, byte[] Content)> Load()
    {
        using var file = typeof(SignalSamples).Assembly.GetManifestResourceStream("signal-samples.json")!;
        using var json = JsonDocument.Parse(file);
        return json.RootElement.EnumerateObject().ToDictionary(
            sample => sample.Name,
            sample => (sample.Value.GetProperty("type").GetByte(), sample.Value.GetProperty("content").GetBytesFromBase64()));
    }
}
