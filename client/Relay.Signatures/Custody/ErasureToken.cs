using System.Globalization;
using System.Text.Json.Serialization;

namespace Relay.Signatures.Custody;

/// <summary>Writes and reads certificates of erasure: compact JWS (RFC 7515) with a JWT claims set (RFC 7519), as custody receipts are.</summary>
public static class ErasureToken
{
    /// <summary>The <c>typ</c> of certificates.</summary>
    public const string Type = "relay-erasure+jwt";

    /// <summary>The longest token that is looked at, in characters; one of the relay has about 1,200.</summary>
    public const int MostLength = 8192;

    /// <summary>Writes and signs a certificate.</summary>
    public static string Sign(Erasure erasure, SigningKey key)
    {
        var jws = new CompactJws(key, Type);
        return jws.Sign(jws.Prepare(writer =>
        {
            writer.WriteString("iss"u8, erasure.Relay);
            writer.WriteString("sub"u8, erasure.Partner);
            writer.WriteNumber("iat"u8, erasure.ErasedAt.ToUnixTimeSeconds());
            writer.WriteString("userHash"u8, erasure.UserHash);
            writer.WriteString("erasedAt"u8, ReceiptSigner.Time(erasure.ErasedAt));
            writer.WriteStartArray("gone"u8);
            foreach (var what in erasure.Gone)
                writer.WriteStringValue(what);
            writer.WriteEndArray();
            writer.WriteStartArray("until"u8);
            foreach (var rest in erasure.Until)
            {
                writer.WriteStartObject();
                writer.WriteString("what"u8, rest.What);
                writer.WriteString("by"u8, ReceiptSigner.Time(rest.By));
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }));
    }

    /// <summary>Reads a certificate that one of the keys has signed.</summary>
    /// <param name="token">A compact JWS.</param>
    /// <param name="find">Gives the relay's key of an id, or null.</param>
    /// <param name="erasure">What it says; null unless the signature holds.</param>
    public static ReceiptFault Read(string token, Func<string, VerificationKey?> find, out Erasure? erasure)
    {
        erasure = null;
        var fault = CompactJws.Open(token, Type, MostLength, find, out var opened);
        if (fault != ReceiptFault.None)
            return fault;

        if (CompactJws.TryRead(opened.Payload, ErasureJson.Default.ErasureClaims) is not { } claims
            || Time(claims.ErasedAt) is not { } erasedAt
            || erasedAt.ToUnixTimeSeconds() != claims.IssuedAt
            || !claims.Until.All(rest => rest is not null && Time(rest.By) is not null))
        {
            return ReceiptFault.Malformed;
        }

        erasure = new Erasure
        {
            Relay = claims.Issuer,
            Partner = claims.Subject,
            UserHash = claims.UserHash,
            ErasedAt = erasedAt,
            Gone = claims.Gone,
            Until = [.. claims.Until.Select(rest => new ErasureRest(rest.What, Time(rest.By)!.Value))],
            KeyId = opened.KeyId,
        };
        return ReceiptFault.None;
    }

    private static DateTimeOffset? Time(string text) =>
        DateTimeOffset.TryParseExact(text, ReceiptSigner.TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
}

/// <summary>The claims of a certificate as they stand in its payload; members that are not known are passed over.</summary>
internal sealed record ErasureClaims(
    [property: JsonPropertyName("iss")] string Issuer,
    [property: JsonPropertyName("sub")] string Subject,
    [property: JsonPropertyName("iat")] long IssuedAt,
    [property: JsonPropertyName("userHash")] string UserHash,
    [property: JsonPropertyName("erasedAt")] string ErasedAt,
    [property: JsonPropertyName("gone")] IReadOnlyList<string> Gone,
    [property: JsonPropertyName("until")] IReadOnlyList<ErasureRestClaim> Until);

/// <summary>A member of <c>until</c>.</summary>
internal sealed record ErasureRestClaim([property: JsonPropertyName("what")] string What, [property: JsonPropertyName("by")] string By);

[JsonSourceGenerationOptions(RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ErasureClaims))]
internal sealed partial class ErasureJson : JsonSerializerContext;
