using System.Text.Unicode;

namespace Relay.Functions.Accept;

/// <summary>
/// Checks that content has the shape of a Signal ciphertext: type number, version byte and structure. It cannot tell a good
/// ciphertext from random bytes in the same clothes, but it refuses plaintext. Sources: Signal-Server's Envelope.Type;
/// libsignal's wire.proto, sealed_sender.proto and the serialised forms in its protocol crate.
/// </summary>
public static class SignalShape
{
    /// <summary>The rule of types, for problem details.</summary>
    public const string TypeRule = "1 (ratchet), 3 (prekey), 6 (sealed sender) or 8 (decryption error)";

    private const int MacLength = 8;
    private const byte PlaintextContentIdentifier = 0xC0;
    private const byte PaddingBoundary = 0x80;
    private const int SealedV2Overhead = 1 + 32 + 16 + 32 + 16;

    /// <summary>Whether partners may send this type. 5 is made by servers only; 0, 2 and 7 are not wire types.</summary>
    public static bool IsType(int type) => type is 1 or 3 or 6 or 8;

    /// <summary>Null when the content has the shape of its type, otherwise the rule that it breaks.</summary>
    public static string? Check(byte type, ReadOnlySpan<byte> content) => type switch
    {
        1 => Ratchet(content) ? null : "type 1 is a SignalMessage: version byte, protobuf, 8-byte MAC",
        3 => Prekey(content) ? null : "type 3 is a PreKeySignalMessage: version byte, protobuf with a SignalMessage",
        6 => Sealed(content) ? null : "type 6 is a sealed-sender message: version 0x11 with protobuf, or 0x22",
        8 => DecryptionError(content) ? null : "type 8 carries a decryption-error receipt and nothing else",
        _ => TypeRule,
    };

    // ratchetKey 1 (33 bytes), counter 2, previousCounter 3, ciphertext 4, pq_ratchet 5, addresses 6
    private static bool Ratchet(ReadOnlySpan<byte> content)
    {
        if (content.Length < 1 + MacLength || !IsVersion(content[0]))
            return false;

        bool key = false, ciphertext = false;
        var fields = new ProtobufFields(content[1..^MacLength]);
        while (fields.Next())
        {
            key |= fields.Number == 1 && IsPublicKey(fields.Bytes);
            ciphertext |= fields.Number == 4 && fields.Bytes.Length > 0;
        }

        return fields.WellFormed && key && ciphertext;
    }

    // preKeyId 1, baseKey 2, identityKey 3, message 4, registrationId 5, signedPreKeyId 6, kyberPreKeyId 7, kyberCiphertext 8
    private static bool Prekey(ReadOnlySpan<byte> content)
    {
        if (content.Length < 2 || !IsVersion(content[0]))
            return false;

        bool baseKey = false, identityKey = false, message = false;
        var fields = new ProtobufFields(content[1..]);
        while (fields.Next())
        {
            baseKey |= fields.Number == 2 && IsPublicKey(fields.Bytes);
            identityKey |= fields.Number == 3 && IsPublicKey(fields.Bytes);
            message |= fields.Number == 4 && Ratchet(fields.Bytes);
        }

        return fields.WellFormed && baseKey && identityKey && message;
    }

    private static bool Sealed(ReadOnlySpan<byte> content)
    {
        const byte Version1 = 0x11;
        const byte Version2 = 0x22;
        if (content.IsEmpty)
            return false;

        // Version 2 has no structure, and its byte is a quotation mark: a JSON string would pass. A ciphertext is no text.
        if (content[0] == Version2)
            return content.Length > SealedV2Overhead && !Utf8.IsValid(content[1..]);
        if (content[0] != Version1)
            return false;

        // ephemeralPublic 1, encryptedStatic 2, encryptedMessage 3
        bool key = false, sender = false, message = false;
        var fields = new ProtobufFields(content[1..]);
        while (fields.Next())
        {
            key |= fields.Number == 1 && IsPublicKey(fields.Bytes);
            sender |= fields.Number == 2 && fields.Bytes.Length > 0;
            message |= fields.Number == 3 && fields.Bytes.Length > 0;
        }

        return fields.WellFormed && key && sender && message;
    }

    // 0xC0, Content { decryptionErrorMessage 8: { ratchetKey 1, timestamp 2, deviceId 3 } }, 0x80
    private static bool DecryptionError(ReadOnlySpan<byte> content)
    {
        if (content.Length < 4 || content[0] != PlaintextContentIdentifier || content[^1] != PaddingBoundary)
            return false;

        var outer = new ProtobufFields(content[1..^1]);
        if (!outer.Next() || outer.Number != 8 || outer.Bytes.IsEmpty)
            return false;

        var receipt = new ProtobufFields(outer.Bytes);
        var seen = 0;
        while (receipt.Next())
        {
            if (receipt.Number == 1 ? !IsPublicKey(receipt.Bytes) : receipt.Number is not (2 or 3) || !receipt.IsVarint)
                return false;

            // Each once: repeated numbers could carry a text.
            var field = 1 << receipt.Number;
            if ((seen & field) != 0)
                return false;
            seen |= field;
        }

        const int Timestamp = 1 << 2;
        return receipt.WellFormed && (seen & Timestamp) != 0 && !outer.Next() && outer.WellFormed;
    }

    // The high half is the message's version (3 or 4), the low half the newest one the sender knows.
    private static bool IsVersion(byte version) => (version >> 4) is 3 or 4 && (version & 0xF) is 3 or 4;

    private static bool IsPublicKey(ReadOnlySpan<byte> bytes) => bytes.Length == 33 && bytes[0] == 0x05;
}
