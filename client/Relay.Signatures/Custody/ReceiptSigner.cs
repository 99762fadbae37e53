using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Relay.Signatures.Custody;

/// <summary>
/// Writes receipts as compact JWS (RFC 7515) whose payload is a JWT claims set (RFC 7519), so that any JOSE library checks them.
/// Safe for use by several threads at once.
/// </summary>
/// <param name="key">Signs; the signer does not dispose it.</param>
public sealed class ReceiptSigner(SigningKey key)
{
    /// <summary>The <c>typ</c> of receipts: keeps them apart from anything else that the same key signs (RFC 8725, section 3.11).</summary>
    public const string Type = "relay-receipt+jwt";

    internal const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    private const char Separator = '.';

    // Names and key ids hold no character that JSON must escape.
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly string _header = Base64Url.EncodeToString(Json(writer =>
    {
        writer.WriteString("alg"u8, AlgorithmOf(key.Algorithm));
        writer.WriteString("kid"u8, key.KeyId);
        writer.WriteString("typ"u8, Type);
    }).WrittenSpan) + Separator;

    /// <summary>What is signed for a receipt: header and payload as they stand in the token (RFC 7515, section 5.1).</summary>
    public string Prepare(Receipt receipt) => _header + Base64Url.EncodeToString(Json(writer =>
    {
        writer.WriteString("iss"u8, receipt.Relay);
        writer.WriteString("sub"u8, receipt.Partner);
        writer.WriteNumber("iat"u8, receipt.AcceptedAt.ToUnixTimeSeconds());
        writer.WriteString("acceptedAt"u8, Time(receipt.AcceptedAt));
        writer.WriteNumber("count"u8, receipt.Count);
        writer.WriteString("root"u8, receipt.Root);
        writer.WriteString("instance"u8, receipt.Instance);
        writer.WriteNumber("number"u8, receipt.Number);
        if (receipt.Previous is { } previous)
            writer.WriteString("previous"u8, previous);
    }).WrittenSpan);

    /// <summary>Signs what <see cref="Prepare"/> gave; gives the token.</summary>
    public string Sign(string prepared)
    {
        Span<byte> signature = stackalloc byte[SignatureAlgorithms.SignatureLength];
        key.Sign(Encoding.ASCII.GetBytes(prepared), signature);
        return prepared + Separator + Base64Url.EncodeToString(signature);
    }

    /// <summary>What the next receipt of the instance names as the one before it. The signature is no part of it: ECDSA has several for the same words.</summary>
    /// <param name="prepared">By <see cref="Prepare"/>.</param>
    public static string Link(ReadOnlySpan<char> prepared)
    {
        var bytes = new byte[prepared.Length];
        Encoding.ASCII.GetBytes(prepared, bytes);
        return Base64Url.EncodeToString(SHA256.HashData(bytes));
    }

    /// <summary>A time as receipts, and the answers that carry them, write it: UTC, ISO 8601, three decimals.</summary>
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);

    /// <summary>The JWS name of an algorithm (RFC 7518, section 3.1; RFC 8037, section 3.1).</summary>
    internal static string AlgorithmOf(string algorithm) => algorithm == SignatureAlgorithms.Ed25519 ? "EdDSA" : "ES256";

    private static ArrayBufferWriter<byte> Json(Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using var writer = new Utf8JsonWriter(buffer, Plain);
        writer.WriteStartObject();
        members(writer);
        writer.WriteEndObject();
        writer.Flush();
        return buffer;
    }
}
