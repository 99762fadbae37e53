namespace Relay.Client.Webhooks;

/// <summary>A request to the partner's endpoint, as the web server received it.</summary>
/// <remarks><c>webhook-id</c> and <c>webhook-timestamp</c> are not here because they are not signed; the batch's id is in the body, which is.</remarks>
public sealed record WebhookRequest
{
    /// <summary>The method.</summary>
    public required string Method { get; init; }

    /// <summary>The path as on the wire, percent-encoding kept.</summary>
    public required string Path { get; init; }

    /// <summary>Empty, or the query as on the wire with its question mark.</summary>
    public string Query { get; init; } = "";

    /// <summary>The header <c>Signature-Input</c>; several joined by a comma.</summary>
    public string? SignatureInput { get; init; }

    /// <summary>The header <c>Signature</c>; several joined by a comma.</summary>
    public string? Signature { get; init; }

    /// <summary>The header <c>Content-Digest</c>; several joined by a comma.</summary>
    public string? ContentDigest { get; init; }

    /// <summary>The body, whole.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }
}
