namespace Relay.Signatures.Transparency;

/// <summary>The state of the key log at one moment, as the relay signs it. A relay that tells two stories has signed two of one size with other roots, or two of which none is the beginning of the other.</summary>
public sealed record TreeHead
{
    /// <summary>The relay's authority.</summary>
    public required string Relay { get; init; }

    /// <summary>How many entries the log has.</summary>
    public required long Size { get; init; }

    /// <summary>The root of the tree over them, 32 bytes.</summary>
    public required byte[] Root { get; init; }

    /// <summary>When it was signed; whole milliseconds.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The <see cref="Link"/> of the head before this one; null of the first, which is that of the empty log.</summary>
    public string? Previous { get; init; }

    /// <summary>The key that signed; empty before that.</summary>
    public string KeyId { get; init; } = "";

    /// <summary>SHA-256 of what was signed, base64url: the next head names it. Empty before signing.</summary>
    public string Link { get; init; } = "";
}
