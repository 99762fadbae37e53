namespace Relay.Client.Media;

/// <summary>What is declared before an upload.</summary>
internal sealed record MediaDeclaration(long Length, byte[] Sha256, IReadOnlyList<string> Readers, string? User = null);

/// <summary>The answer to a declaration.</summary>
internal sealed record MediaDeclared(Guid Id, MediaGrant Upload);

/// <summary>The answer to a reader.</summary>
internal sealed record MediaReadable(Guid Id, long Length, byte[] Sha256, MediaGrant Download);

/// <summary>Leave to make one request, without a signature, to where the bytes lie.</summary>
internal sealed record MediaGrant
{
    private static readonly IReadOnlyDictionary<string, string> Empty = new Dictionary<string, string>();

    public required string Method { get; init; }

    public required Uri Url { get; init; }

    public IReadOnlyDictionary<string, string> Headers { get; init => field = value ?? Empty; } = Empty;

    /// <summary>The request that the grant allows.</summary>
    internal HttpRequestMessage ToRequest(HttpContent? content)
    {
        var request = new HttpRequestMessage(new HttpMethod(Method), Url) { Content = content };
        foreach (var (name, value) in Headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
                content?.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }
}
