using System.Buffers.Text;
using System.Globalization;
using System.Text.Json.Serialization;
using Relay.Signatures.Custody;

namespace Relay.Signatures.Transparency;

/// <summary>Writes and reads signed tree heads: compact JWS (RFC 7515) with a JWT claims set (RFC 7519), as custody receipts are.</summary>
public static class TreeHeadToken
{
    /// <summary>The <c>typ</c> of tree heads.</summary>
    public const string Type = "relay-tree-head+jwt";

    /// <summary>The longest token that is looked at, in characters; one of the relay has about 500.</summary>
    public const int MostLength = 4096;

    /// <summary>Writes and signs a head.</summary>
    public static string Sign(TreeHead head, SigningKey key)
    {
        var jws = new CompactJws(key, Type);
        return jws.Sign(jws.Prepare(writer =>
        {
            writer.WriteString("iss"u8, head.Relay);
            writer.WriteNumber("iat"u8, head.At.ToUnixTimeSeconds());
            writer.WriteString("at"u8, ReceiptSigner.Time(head.At));
            writer.WriteNumber("size"u8, head.Size);
            writer.WriteString("root"u8, Base64Url.EncodeToString(head.Root));
            if (head.Previous is { } previous)
                writer.WriteString("previous"u8, previous);
        }));
    }

    /// <summary>What the head after this one names: the hash of what was signed, without the signature.</summary>
    /// <param name="token">By <see cref="Sign"/>.</param>
    public static string LinkOf(string token) => ReceiptSigner.Link(token.AsSpan(0, token.LastIndexOf('.')));

    /// <summary>Reads a head that one of the keys has signed.</summary>
    /// <param name="token">A compact JWS.</param>
    /// <param name="find">Gives the relay's key of an id, or null.</param>
    /// <param name="head">What it says; null unless the signature holds.</param>
    public static ReceiptFault Read(string token, Func<string, VerificationKey?> find, out TreeHead? head)
    {
        head = null;
        var fault = CompactJws.Open(token, Type, MostLength, find, out var opened);
        if (fault != ReceiptFault.None)
            return fault;

        if (CompactJws.TryRead(opened.Payload, TreeHeadJson.Default.TreeHeadClaims) is not { } claims
            || !DateTimeOffset.TryParseExact(claims.At, ReceiptSigner.TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            || at.ToUnixTimeSeconds() != claims.IssuedAt
            || claims.Size < 0
            || (claims.Size == 0) != (claims.Previous is null)
            || Base64UrlText.Read(claims.Root, LogHash.Length) is not { } root)
        {
            return ReceiptFault.Malformed;
        }

        head = new TreeHead
        {
            Relay = claims.Issuer,
            Size = claims.Size,
            Root = root,
            At = at,
            Previous = claims.Previous,
            KeyId = opened.KeyId,
            Link = ReceiptSigner.Link(opened.Prepared),
        };
        return ReceiptFault.None;
    }
}

/// <summary>The claims of a head as they stand in its payload; members that are not known are passed over.</summary>
internal sealed record TreeHeadClaims(
    [property: JsonPropertyName("iss")] string Issuer,
    [property: JsonPropertyName("iat")] long IssuedAt,
    [property: JsonPropertyName("at")] string At,
    [property: JsonPropertyName("size")] long Size,
    [property: JsonPropertyName("root")] string Root,
    [property: JsonPropertyName("previous")] string? Previous = null);

[JsonSourceGenerationOptions(RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(TreeHeadClaims))]
internal sealed partial class TreeHeadJson : JsonSerializerContext;
