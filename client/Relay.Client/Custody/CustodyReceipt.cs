using System.Text.Json;
using System.Text.Json.Serialization;
using Relay.Client.Envelopes;

namespace Relay.Client.Custody;

/// <summary>
/// The relay's signed word that it has certain envelopes of one request. Nothing of it is checked before
/// <see cref="ReceiptVerifier"/> has; keep it, with the request, for as long as the envelopes matter.
/// </summary>
/// <param name="Token">A compact JWS, which may be shown to anyone.</param>
/// <param name="Salt">Base64url of 32 bytes. Who has it can test guesses about every envelope of the request: keep it to yourself and show proofs.</param>
/// <param name="Envelopes">The envelopes that it covers, in the order of the request: those accepted and those the relay had already.</param>
public sealed record CustodyReceipt(string Token, string Salt, IReadOnlyList<Guid> Envelopes)
{
    /// <summary>Reads the body of a 202 to <c>POST /v1/envelopes</c> or <c>/v1/group-messages</c>, or what <see cref="ToJson"/> wrote; null where there is no receipt in it.</summary>
    /// <exception cref="FormatException">It is neither.</exception>
    public static CustodyReceipt? Read(ReadOnlySpan<byte> json)
    {
        var file = CustodyJson.Read(json, CustodyJson.Default.ReceiptFile, "An answer of the relay to POST /v1/envelopes or /v1/group-messages is wanted.");
        if (file.Receipt is null)
            return null;
        if (file.Salt is null || (file.Envelopes ?? Covered(file.Results)) is not { } envelopes)
            throw new FormatException("An answer with receipt, salt and results is wanted.");
        return new CustodyReceipt(file.Receipt, file.Salt, envelopes);
    }

    /// <summary>The receipt as JSON, for <see cref="Read"/> and for <c>relay verify</c>.</summary>
    public byte[] ToJson() =>
        JsonSerializer.SerializeToUtf8Bytes(new ReceiptFile(Token, Salt, Envelopes: [.. Envelopes]), CustodyJson.Default.ReceiptFile);

    /// <summary>Whether a result means that the receipt covers its envelope.</summary>
    internal static bool Covers(SendStatus status) => status is SendStatus.Accepted or SendStatus.Duplicate;

    private static Guid[]? Covered(IReadOnlyList<ReceiptFileResult>? results) =>
        results is null ? null : [.. results.Where(result => Covers(result.Status)).Select(result => result.Id)];
}

/// <summary>The members of an answer that concern its receipt; or a kept receipt, which has the envelopes' ids instead of results.</summary>
internal sealed record ReceiptFile(
    string? Receipt = null, string? Salt = null, IReadOnlyList<ReceiptFileResult>? Results = null, IReadOnlyList<Guid>? Envelopes = null);

/// <summary>One result of an answer.</summary>
internal sealed record ReceiptFileResult([property: JsonRequired] Guid Id, [property: JsonRequired] SendStatus Status);
