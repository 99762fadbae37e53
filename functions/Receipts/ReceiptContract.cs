using System.Text.Json.Serialization;
using Relay.Functions.Ledger;

namespace Relay.Functions.Receipts;

/// <summary>How an envelope ended, for the partner that sent it.</summary>
/// <param name="Id">The envelope.</param>
/// <param name="State">delivered, refused, expired or erased.</param>
/// <param name="Reason">A short word, where there is one.</param>
/// <param name="To">The recipient's partner.</param>
/// <param name="AcceptedAt">When the relay accepted it.</param>
/// <param name="EndedAt">When it ended.</param>
/// <param name="PossiblyDelivered">True when the recipient's partner may have it all the same; otherwise left out.</param>
public sealed record ReceiptView(
    Guid Id, string State, string? Reason, string To, DateTimeOffset AcceptedAt, DateTimeOffset EndedAt, bool? PossiblyDelivered)
{
    internal static ReceiptView Of(EndedEnvelope end) =>
        new(end.Final.Id, StateWord(end.Final.State), end.Final.Reason, end.Recipient, end.AcceptedAt, end.EndedAt, end.Final.PossiblyDelivered ? true : null);

    internal static string StateWord(FinalState state) => LedgerWords.Of(state);
}

/// <summary>A page of receipts.</summary>
/// <param name="Cursor">Where to go on; also when there is nothing now.</param>
/// <param name="More">Whether there is more already.</param>
/// <param name="Receipts">In the order in which they became known; one may come twice.</param>
public sealed record ReceiptsPage(string Cursor, bool More, IReadOnlyList<ReceiptView> Receipts);

/// <summary>Where an envelope is, or how it ended.</summary>
/// <param name="Id">The envelope.</param>
/// <param name="State">delivered, refused, expired or erased; while it has not ended, where it waits: parked or held.</param>
/// <param name="Reason">A short word, where there is one.</param>
/// <param name="To">The recipient's partner.</param>
/// <param name="AcceptedAt">When the relay accepted it.</param>
/// <param name="EndedAt">When it ended; left out while it has not.</param>
/// <param name="ExpiresAt">When it will have expired; left out when it has ended.</param>
/// <param name="PossiblyDelivered">True when the recipient's partner may have it all the same; otherwise left out.</param>
public sealed record EnvelopeStateView(
    Guid Id, string State, string? Reason, string To, DateTimeOffset AcceptedAt, DateTimeOffset? EndedAt, DateTimeOffset? ExpiresAt, bool? PossiblyDelivered);

/// <summary>The body of a receipts call to a partner's events endpoint.</summary>
internal sealed record ReceiptsNotice(string Type, string Cursor, IReadOnlyList<ReceiptView> Receipts);

/// <summary>The body of an event call to a partner's events endpoint.</summary>
internal sealed record EventNotice(string Type, DateTimeOffset At, IReadOnlyDictionary<string, string>? Facts);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ReceiptsPage))]
[JsonSerializable(typeof(EnvelopeStateView))]
[JsonSerializable(typeof(ReceiptsNotice))]
[JsonSerializable(typeof(EventNotice))]
internal sealed partial class ReceiptJson : JsonSerializerContext;
