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
    private const int PostQuantumVersion = 4;
    private const int SealedV2Overhead = 1 + 32 + 16 + 32 + 16;

    /// <summary>Whether partners may send this type. 5 is made by servers only; 0, 2 and 7 are not wire types.</summary>
    public static bool IsType(int type) => type is 1 or 3 or 6 or 8;

    /// <summary>Null when the content has the shape of its type, otherwise the rule that it breaks.</summary>
    public static string? Check(byte type, ReadOnlySpan<byte> content) => type switch
    {
        1 => Ratchet(content) ? null : "type 1 is a SignalMessage: version byte, protobuf, 8-byte MAC",
        3 => Prekey(content, out _) ? null : "type 3 is a PreKeySignalMessage: version byte, protobuf with keys, a signed prekey id and a SignalMessage; from version 4 with a KEM ciphertext",
        6 => Sealed(content) ? null : "type 6 is a sealed-sender message: version 0x11 with protobuf, or 0x22",
        8 => DecryptionError(content) ? null : "type 8 carries a decryption-error receipt and nothing else",
        _ => TypeRule,
    };

    /// <summary>
    /// Whether content that has passed <see cref="Check"/> belongs to a session that was agreed with a post-quantum key (PQXDH), as far
    /// as can be seen: false for ratchet and prekey messages of version 3. What is sealed cannot be seen, and passes.
    /// </summary>
    public static bool CanBePostQuantum(byte type, ReadOnlySpan<byte> content) => type switch
    {
        1 => content[0] >> 4 == PostQuantumVersion,
        3 => Prekey(content, out var isPostQuantum) && isPostQuantum,
        _ => true,
    };

    // ratchetKey 1 (33 bytes), counter 2, previousCounter 3, ciphertext 4, pq_ratchet 5, addresses 6
    private static bool Ratchet(ReadOnlySpan<byte> content)
    {
        if (content.Length < 1 + MacLength || !IsVersion(content[0]))
            return false;

        bool key = false, counter = false, ciphertext = false;
        var fields = new ProtobufFields(content[1..^MacLength]);
        while (fields.Next())
        {
            key |= fields.Number == 1 && IsPublicKey(fields.Bytes);
            counter |= fields.Number == 2 && fields.IsVarint;
            ciphertext |= fields.Number == 4 && fields.Bytes.Length > 0;
        }

        return fields.WellFormed && key && counter && ciphertext;
    }

    // preKeyId 1, baseKey 2, identityKey 3, message 4, registrationId 5, signedPreKeyId 6, kyberPreKeyId 7, kyberCiphertext 8
    private static bool Prekey(ReadOnlySpan<byte> content, out bool isPostQuantum)
    {
        isPostQuantum = false;
        if (content.Length < 2 || !IsVersion(content[0]))
            return false;

        bool baseKey = false, identityKey = false, signedPreKey = false, kemKey = false, kemCiphertext = false;
        byte messageVersion = 0;
        var fields = new ProtobufFields(content[1..]);
        while (fields.Next())
        {
            baseKey |= fields.Number == 2 && IsPublicKey(fields.Bytes);
            identityKey |= fields.Number == 3 && IsPublicKey(fields.Bytes);
            if (fields.Number == 4)
                messageVersion = Ratchet(fields.Bytes) ? fields.Bytes[0] : (byte)0;
            signedPreKey |= fields.Number == 6 && fields.IsVarint;
            kemKey |= fields.Number == 7 && fields.IsVarint;
            kemCiphertext |= fields.Number == 8 && IsKemCiphertext(fields.Bytes);
        }

        // The KEM's key and ciphertext come together, and from version 4 (PQXDH) they must.
        var isVersion4 = content[0] >> 4 == PostQuantumVersion;
        isPostQuantum = isVersion4 && messageVersion >> 4 == PostQuantumVersion;
        return fields.WellFormed && baseKey && identityKey && signedPreKey && messageVersion != 0
            && kemKey == kemCiphertext && (kemKey || !isVersion4);
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

    // The high half is the message's version (3, or 4 with PQXDH), the low half the newest one the sender knows.
    private static bool IsVersion(byte version) => version is 0x33 or 0x34 or 0x44;

    // Kyber768 (0x07), Kyber1024 (0x08) or ML-KEM-1024 (0x0A), each with the ciphertext's length after the type byte.
    private static bool IsKemCiphertext(ReadOnlySpan<byte> bytes) => bytes.Length switch
    {
        1 + 1088 => bytes[0] == 0x07,
        1 + 1568 => bytes[0] is 0x08 or 0x0A,
        _ => false,
    };

    private static bool IsPublicKey(ReadOnlySpan<byte> bytes) => bytes.Length == 33 && bytes[0] == 0x05;
}
