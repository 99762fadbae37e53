namespace Relay.Signatures.Custody;

/// <summary>What a custody receipt says. Hashes are base64url without padding.</summary>
public sealed record Receipt
{
    /// <summary>The relay's authority, which is what partners sign as "@authority".</summary>
    public required string Relay { get; init; }

    /// <summary>The partner whose request is receipted.</summary>
    public required string Partner { get; init; }

    /// <summary>When the relay accepted the request; whole milliseconds.</summary>
    public required DateTimeOffset AcceptedAt { get; init; }

    /// <summary>How many envelopes of the request the relay has.</summary>
    public required int Count { get; init; }

    /// <summary>The root of the tree over them.</summary>
    public required string Root { get; init; }

    /// <summary>The instance of the relay that answered: random, made anew at each start.</summary>
    public required string Instance { get; init; }

    /// <summary>Counts the receipts of the instance, from 1, whomever they are for.</summary>
    public required long Number { get; init; }

    /// <summary>The <see cref="Link"/> of the instance's receipt before this one; null for its first.</summary>
    public string? Previous { get; init; }

    /// <summary>The key that signed; empty before that.</summary>
    public string KeyId { get; init; } = "";

    /// <summary>SHA-256 of what was signed: the next receipt of the instance names it. Empty before signing.</summary>
    public string Link { get; init; } = "";
}
