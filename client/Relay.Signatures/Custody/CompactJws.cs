using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Relay.Signatures.Custody;

/// <summary>A token whose signature holds.</summary>
/// <param name="Payload">Its payload.</param>
/// <param name="KeyId">The key that signed.</param>
/// <param name="Prepared">What was signed: header and payload as they stand in the token.</param>
internal readonly record struct OpenedJws(byte[] Payload, string KeyId, string Prepared);

/// <summary>Writes and opens the compact JWS (RFC 7515) of one type. Safe for use by several threads at once.</summary>
/// <param name="key">Signs; it is not disposed here.</param>
/// <param name="type">The <c>typ</c>: keeps the tokens apart from anything else that the same key signs (RFC 8725, section 3.11).</param>
internal sealed class CompactJws(SigningKey key, string type)
{
    private const char Separator = '.';

    // Names and key ids hold no character that JSON must escape.
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly string _header = Base64Url.EncodeToString(Json(writer =>
    {
        writer.WriteString("alg"u8, AlgorithmOf(key.Algorithm));
        writer.WriteString("kid"u8, key.KeyId);
        writer.WriteString("typ"u8, type);
    }).WrittenSpan) + Separator;

    /// <summary>What is signed (RFC 7515, section 5.1).</summary>
    /// <param name="claims">Writes the members of the payload.</param>
    public string Prepare(Action<Utf8JsonWriter> claims) => _header + Base64Url.EncodeToString(Json(claims).WrittenSpan);

    /// <summary>Signs what <see cref="Prepare"/> gave; gives the token.</summary>
    public string Sign(string prepared)
    {
        Span<byte> signature = stackalloc byte[SignatureAlgorithms.SignatureLength];
        key.Sign(Encoding.ASCII.GetBytes(prepared), signature);
        return prepared + Separator + Base64Url.EncodeToString(signature);
    }

    /// <summary>Opens a token that one of the keys has signed.</summary>
    /// <param name="token">A compact JWS.</param>
    /// <param name="type">The <c>typ</c> that is wanted.</param>
    /// <param name="mostLength">The longest token that is looked at, in characters.</param>
    /// <param name="find">Gives the key of an id, or null.</param>
    /// <param name="opened">The token; empty unless the signature holds.</param>
    public static ReceiptFault Open(string token, string type, int mostLength, Func<string, VerificationKey?> find, out OpenedJws opened)
    {
        opened = default;
        if (!TrySplit(token, mostLength, out var header, out var payload, out var signature) || Head(header) is not { } head)
            return ReceiptFault.Malformed;
        if (head.Type != type)
            return ReceiptFault.TypeMismatch;
        if (find(head.KeyId) is not { } key)
            return ReceiptFault.KeyUnknown;
        if (head.Algorithm != AlgorithmOf(key.Algorithm))
            return ReceiptFault.AlgorithmMismatch;

        var prepared = token[..token.LastIndexOf(Separator)];
        if (!key.Verify(Encoding.ASCII.GetBytes(prepared), signature))
            return ReceiptFault.SignatureInvalid;

        opened = new OpenedJws(payload, head.KeyId, prepared);
        return ReceiptFault.None;
    }

    /// <summary>Reads JSON; null where it does not fit its type.</summary>
    public static T? TryRead<T>(byte[] json, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(json, type);
        }
        catch (JsonException)
        {
            // Whatever is wrong with it, it is not what was wanted.
            return null;
        }
    }

    private static bool TrySplit(string token, int mostLength, out byte[] header, out byte[] payload, out byte[] signature)
    {
        header = payload = signature = [];
        if (token.Length > mostLength || token.Split(Separator) is not { Length: 3 } parts)
            return false;

        header = Base64UrlText.Read(parts[0]) ?? [];
        payload = Base64UrlText.Read(parts[1]) ?? [];
        signature = Base64UrlText.Read(parts[2], SignatureAlgorithms.SignatureLength) ?? [];
        return header.Length > 0 && payload.Length > 0 && signature.Length > 0;
    }

    // An extension that must be understood is none that this program knows (RFC 7515, section 4.1.11).
    private static ReceiptHead? Head(byte[] json) => TryRead(json, ReceiptJson.Default.ReceiptHead) is { Critical: null } head ? head : null;

    // The JWS name of an algorithm (RFC 7518, section 3.1; RFC 8037, section 3.1).
    private static string AlgorithmOf(string algorithm) => algorithm == SignatureAlgorithms.Ed25519 ? "EdDSA" : "ES256";

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
