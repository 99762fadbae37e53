using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

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

    private readonly CompactJws _jws = new(key, Type);

    /// <summary>What is signed for a receipt: header and payload as they stand in the token (RFC 7515, section 5.1).</summary>
    public string Prepare(Receipt receipt) => _jws.Prepare(writer =>
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
    });

    /// <summary>Signs what <see cref="Prepare"/> gave; gives the token.</summary>
    public string Sign(string prepared) => _jws.Sign(prepared);

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
}
