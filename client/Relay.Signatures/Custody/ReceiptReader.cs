using System.Globalization;

namespace Relay.Signatures.Custody;

/// <summary>Reads receipts and checks their signatures.</summary>
public static class ReceiptReader
{
    /// <summary>The longest token that is looked at, in characters; one of the relay has about 700.</summary>
    public const int MostLength = 4096;

    /// <summary>Reads a token that one of the keys has signed.</summary>
    /// <param name="token">A compact JWS.</param>
    /// <param name="find">Gives the relay's key of an id, or null.</param>
    /// <param name="receipt">What it says; null unless the signature holds.</param>
    public static ReceiptFault Read(string token, Func<string, VerificationKey?> find, out Receipt? receipt)
    {
        receipt = null;
        var fault = CompactJws.Open(token, ReceiptSigner.Type, MostLength, find, out var opened);
        if (fault != ReceiptFault.None)
            return fault;

        receipt = Claims(opened.Payload, opened.KeyId, ReceiptSigner.Link(opened.Prepared));
        return receipt is null ? ReceiptFault.Malformed : ReceiptFault.None;
    }

    private static Receipt? Claims(byte[] json, string keyId, string link)
    {
        if (CompactJws.TryRead(json, ReceiptJson.Default.ReceiptClaims) is not { } claims
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
}
