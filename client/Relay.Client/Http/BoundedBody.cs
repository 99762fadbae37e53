namespace Relay.Client.Http;

/// <summary>Reads the body of an answer up to a bound.</summary>
internal static class BoundedBody
{
    // The largest regular answer holds 100 results with problems: some 40 KB.
    private const int MostBytes = 4 * 1024 * 1024;

    /// <exception cref="HttpRequestException">The body is longer than 4 MiB.</exception>
    internal static async Task<byte[]> ReadAsync(HttpContent content, CancellationToken cancellation)
    {
        await content.LoadIntoBufferAsync(MostBytes, cancellation);
        return await content.ReadAsByteArrayAsync(cancellation);
    }
}
