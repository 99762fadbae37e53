namespace Relay.Client.Operators;

/// <summary>Something that the relay holds for an operator: an envelope that its recipient's provider fails on, or a message that cannot be read.</summary>
public sealed record HeldEnvelope
{
    /// <summary>The recipient's provider; <c>_unreadable</c> for a message that cannot be read.</summary>
    public required string Partner { get; init; }

    /// <summary>Names it within the partner.</summary>
    public required string Key { get; init; }

    /// <summary><c>rejected</c> or <c>unreadable</c>.</summary>
    public required string Reason { get; init; }

    /// <summary>Since when it is held.</summary>
    public required DateTimeOffset HeldAt { get; init; }

    /// <summary>Its size.</summary>
    public required long Bytes { get; init; }

    /// <summary>How often it was tried before it was held.</summary>
    public int Attempts { get; init; }

    /// <summary>How often it was sent again before it was held anew.</summary>
    public int Replays { get; init; }

    /// <summary>Whether the recipient's provider may have it already.</summary>
    public bool PossiblyDelivered { get; init; }

    /// <summary>The partner that sent it; null for what cannot be read, as are the next four.</summary>
    public string? Sender { get; init; }

    /// <summary>The envelope's id.</summary>
    public Guid? Id { get; init; }

    /// <summary><c>normal</c>, <c>urgent</c> or <c>ephemeral</c>.</summary>
    public string? Class { get; init; }

    /// <summary>The lane that it was in.</summary>
    public string? Lane { get; init; }

    /// <summary>When it was accepted.</summary>
    public DateTimeOffset? AcceptedAt { get; init; }

    /// <summary>When its time to live ends.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The queue that a message which cannot be read came from; null for an envelope.</summary>
    public string? Queue { get; init; }

    /// <summary>That message's number in the queue.</summary>
    public long? SequenceNumber { get; init; }

    /// <summary>SHA-256 of that message in lower-case hexadecimal.</summary>
    public string? Sha256 { get; init; }

    /// <summary>Type and size of each ciphertext; empty in a list.</summary>
    public IReadOnlyList<HeldCiphertext> Ciphertexts { get; init => field = value ?? []; } = [];
}

/// <summary>A ciphertext of a held envelope.</summary>
/// <param name="Type">1 ratchet message, 3 prekey message, 6 sealed sender, 8 decryption error.</param>
/// <param name="Bytes">Its size.</param>
public sealed record HeldCiphertext(int Type, int Bytes);

/// <summary>Which of the held are meant; a member that is null leaves the choice open.</summary>
/// <param name="Partner">The recipient's provider.</param>
/// <param name="Sender">The partner that sent them.</param>
/// <param name="Reason"><c>rejected</c> or <c>unreadable</c>.</param>
/// <param name="Before">Held before this time.</param>
public sealed record HeldFilter(string? Partner = null, string? Sender = null, string? Reason = null, DateTimeOffset? Before = null);

/// <summary>A page of what is held.</summary>
/// <param name="Held">The page, oldest first within each partner.</param>
/// <param name="Cursor">Asks for the next page; null at the end.</param>
public sealed record HeldPage(IReadOnlyList<HeldEnvelope> Held, string? Cursor = null);

/// <summary>How something that was held has ended.</summary>
/// <param name="State"><c>refused</c>, <c>expired</c> when its time to live was over already, or <c>removed</c> for what cannot be read.</param>
public sealed record HeldEnding(string State);

/// <summary>Asks for held envelopes to be sent again, to the partner that they are held for. Keys, or a filter, or all: one of the three.</summary>
public sealed record ReplayOrder
{
    /// <summary>The partner that they are held for.</summary>
    public required string Partner { get; init; }

    /// <summary>These alone; at most 1,000.</summary>
    public IReadOnlyList<string>? Keys { get; init; }

    /// <summary>Only those that this partner sent.</summary>
    public string? Sender { get; init; }

    /// <summary>Only those that are held for this reason.</summary>
    public string? Reason { get; init; }

    /// <summary>Only those held before this time.</summary>
    public DateTimeOffset? Before { get; init; }

    /// <summary>All of the partner.</summary>
    public bool? All { get; init; }

    /// <summary>Only tells what would be done.</summary>
    public bool? DryRun { get; init; }

    /// <summary>How many one call takes at most: 1 to 1,000.</summary>
    public int? Max { get; init; }

    /// <summary>How many a second; the relay's own limit stands above it.</summary>
    public int? PerSecond { get; init; }

    /// <summary>From the answer of the call before.</summary>
    public string? Cursor { get; init; }
}

/// <summary>What one call of a replay has done, or with <see cref="ReplayOrder.DryRun"/> would do.</summary>
/// <param name="Replayed">Queued at the end of their lanes.</param>
/// <param name="Expired">Ended as expired.</param>
/// <param name="Gone">Named by a key under which nothing is held (any more).</param>
/// <param name="Remaining">Still to be done, counted up to 100,000.</param>
/// <param name="Cursor">Goes on where this call ended; null when nothing remains.</param>
public sealed record ReplayStep(int Replayed, int Expired, int Gone, int Remaining, string? Cursor = null);
