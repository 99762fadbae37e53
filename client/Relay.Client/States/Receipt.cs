namespace Relay.Client.States;

/// <summary>The words for where an envelope is.</summary>
public static class EnvelopeStateWords
{
    /// <summary>Ended: the recipient's partner has accepted it.</summary>
    public const string Delivered = "delivered";

    /// <summary>Ended: the recipient's partner has refused it, or the relay has.</summary>
    public const string Refused = "refused";

    /// <summary>Ended: its time to live was over.</summary>
    public const string Expired = "expired";

    /// <summary>Ended: its recipient's data was erased.</summary>
    public const string Erased = "erased";

    /// <summary>Not ended: it waits for the recipient's partner.</summary>
    public const string Parked = "parked";

    /// <summary>Not ended: it waits for an operator.</summary>
    public const string Held = "held";

    /// <summary>Not ended, and it may yet be under way.</summary>
    public const string Pending = "pending";

    /// <summary>Not ended, and nothing that was accepted then can be under way any more.</summary>
    public const string Unknown = "unknown";
}

/// <summary>How an envelope ended.</summary>
/// <param name="Id">The envelope.</param>
/// <param name="State">One of <see cref="EnvelopeStateWords"/>.</param>
/// <param name="To">The recipient's partner.</param>
/// <param name="AcceptedAt">When the relay accepted it.</param>
/// <param name="EndedAt">When it ended.</param>
/// <param name="Reason">A short word, where there is one.</param>
/// <param name="PossiblyDelivered">Whether the recipient's partner may have it all the same.</param>
public sealed record Receipt(
    Guid Id, string State, string To, DateTimeOffset AcceptedAt, DateTimeOffset EndedAt, string? Reason = null, bool PossiblyDelivered = false);

/// <summary>A page of receipts.</summary>
/// <param name="Cursor">Where to go on; to be kept when the receipts are.</param>
/// <param name="More">Whether there is more already.</param>
/// <param name="Receipts">One may come twice; its id tells.</param>
public sealed record ReceiptPage(string Cursor, bool More, IReadOnlyList<Receipt> Receipts);

/// <summary>Where an envelope is, or how it ended.</summary>
/// <param name="Id">The envelope.</param>
/// <param name="State">One of <see cref="EnvelopeStateWords"/>.</param>
/// <param name="To">The recipient's partner.</param>
/// <param name="AcceptedAt">When the relay accepted it.</param>
/// <param name="EndedAt">When it ended; null while it has not.</param>
/// <param name="ExpiresAt">When it will have expired; null when it has ended.</param>
/// <param name="Reason">A short word, where there is one.</param>
/// <param name="PossiblyDelivered">Whether the recipient's partner may have it all the same.</param>
public sealed record EnvelopeState(
    Guid Id,
    string State,
    string To,
    DateTimeOffset AcceptedAt,
    DateTimeOffset? EndedAt = null,
    DateTimeOffset? ExpiresAt = null,
    string? Reason = null,
    bool PossiblyDelivered = false);
