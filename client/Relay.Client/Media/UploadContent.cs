using System.Net;

namespace Relay.Client.Media;

/// <summary>The rest of a stream as the body of a request, with its length; the stream stays open for another attempt.</summary>
internal sealed class UploadContent(Stream source, long length) : HttpContent
{
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => source.CopyToAsync(stream);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
        source.CopyToAsync(stream, cancellationToken);

    protected override bool TryComputeLength(out long computed)
    {
        computed = length;
        return true;
    }
}
