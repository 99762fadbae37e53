using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Relay.Signatures.Custody;

/// <summary>Reads receipts and checks their signatures.</summary>
public static class ReceiptReader
{
    /// <summary>The longest token that is looked at, in characters; one of the relay has about 700.</summary>
    public const int MostLength = 4096;

    private const char Separator = '.';

    /// <summary>Reads a token that one of the keys has signed.</summary>
    /// <param name="token">A compact JWS.</param>
    /// <param name="find">Gives the relay's key of an id, or null.</param>
    /// <param name="receipt">What it says; null unless the signature holds.</param>
    public static ReceiptFault Read(string token, Func<string, VerificationKey?> find, out Receipt? receipt)
    {
        receipt = null;
        if (!TrySplit(token, out var header, out var payload, out var signature) || Head(header) is not { } head)
            return ReceiptFault.Malformed;
        if (head.Type != ReceiptSigner.Type)
            return ReceiptFault.TypeMismatch;
        if (find(head.KeyId) is not { } key)
            return ReceiptFault.KeyUnknown;
        if (head.Algorithm != ReceiptSigner.AlgorithmOf(key.Algorithm))
            return ReceiptFault.AlgorithmMismatch;

        var prepared = token.AsSpan(0, token.LastIndexOf(Separator));
        var signed = new byte[prepared.Length];
        Encoding.ASCII.GetBytes(prepared, signed);
        if (!key.Verify(signed, signature))
            return ReceiptFault.SignatureInvalid;

        receipt = Claims(payload, head.KeyId, ReceiptSigner.Link(prepared));
        return receipt is null ? ReceiptFault.Malformed : ReceiptFault.None;
    }

    private static bool TrySplit(string token, out byte[] header, out byte[] payload, out byte[] signature)
    {
        header = payload = signature = [];
        if (token.Length > MostLength || token.Split(Separator) is not { Length: 3 } parts)
            return false;

        header = Base64UrlText.Read(parts[0]) ?? [];
        payload = Base64UrlText.Read(parts[1]) ?? [];
        signature = Base64UrlText.Read(parts[2], SignatureAlgorithms.SignatureLength) ?? [];
        return header.Length > 0 && payload.Length > 0 && signature.Length > 0;
    }

    private static ReceiptHead? Head(byte[] json)
    {
        // An extension that must be understood is none that this program knows (RFC 7515, section 4.1.11).
        return TryRead(json, ReceiptJson.Default.ReceiptHead) is { Critical: null } head ? head : null;
    }

    private static Receipt? Claims(byte[] json, string keyId, string link)
    {
        if (TryRead(json, ReceiptJson.Default.ReceiptClaims) is not { } claims
            || !DateTimeOffset.TryParseExact(
                claims.AcceptedAt, ReceiptSigner.TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var acceptedAt)
            || acceptedAt.ToUnixTimeSeconds() != claims.IssuedAt
            || claims.Count < 1
            || claims.Number < 1
            || (claims.Number == 1) != (claims.Previous is null))
        {
            return null;
        }

        return new Receipt
        {
            Relay = claims.Issuer,
            Partner = claims.Subject,
            AcceptedAt = acceptedAt,
            Count = claims.Count,
            Root = claims.Root,
            Instance = claims.Instance,
            Number = claims.Number,
            Previous = claims.Previous,
            KeyId = keyId,
            Link = link,
        };
    }

    private static T? TryRead<T>(byte[] json, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(json, type);
        }
        catch (JsonException)
        {
            // Whatever is wrong with it, it is no receipt.
            return null;
        }
    }
}
