using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Relay.Client.Http;
using Relay.Client.States;

namespace Relay.Client.Webhooks;

/// <summary>The body of a call to the partner's events endpoint: receipts, or something that happened to the partner. Answer 2xx when it is kept.</summary>
/// <param name="Type"><see cref="ReceiptsType"/>, or the event's type.</param>
/// <param name="Cursor">Of receipts: where a reader of <see cref="RelayClient.GetReceiptsAsync"/> would go on.</param>
/// <param name="Receipts">The receipts; one may come twice, its id tells.</param>
/// <param name="At">Of an event: when it happened.</param>
/// <param name="Facts">Of an event: what is known of it.</param>
public sealed record RelayNotice(
    string Type,
    string? Cursor = null,
    IReadOnlyList<Receipt>? Receipts = null,
    DateTimeOffset? At = null,
    IReadOnlyDictionary<string, string>? Facts = null)
{
    /// <summary>The type of receipts.</summary>
    public const string ReceiptsType = "receipts";

    /// <summary>Reads a body whose signature was verified; false where it is not what the contract says.</summary>
    public static bool TryParse(ReadOnlySpan<byte> body, [NotNullWhen(true)] out RelayNotice? notice)
    {
        try
        {
            notice = JsonSerializer.Deserialize(body, RelayJson.Default.RelayNotice);
        }
        catch (JsonException)
        {
            // The answer says so: what is malformed stays malformed, and the caller can do no more about it.
            notice = null;
        }

        return notice is not null && (notice.Type != ReceiptsType || notice.Receipts?.All(receipt => receipt is not null) == true);
    }
}

/// <summary>The result of verifying a call to the events endpoint.</summary>
/// <param name="Outcome">What it is.</param>
/// <param name="Failure">Why the signature was refused; otherwise none.</param>
/// <param name="Notice">The body, where the request is valid.</param>
public sealed record NoticeVerification(WebhookOutcome Outcome, Relay.Signatures.SignatureFailure Failure, RelayNotice? Notice)
{
    /// <summary>Whether the notice may be taken.</summary>
    [MemberNotNullWhen(true, nameof(Notice))]
    public bool IsValid => Outcome == WebhookOutcome.Valid;
}
