using System.IO.Pipelines;
using System.Net;

namespace Relay.Local.Host.Front;

/// <summary>A caller's body as it streams in, handed on without a copy of its own.</summary>
internal sealed class CallerBody(PipeReader body, long? length) : HttpContent
{
    /// <summary>What went wrong while the caller's side was read; null when it was the program's side.</summary>
    public Exception? ReadFault { get; private set; }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await ReadAsync(cancellationToken);
            foreach (var part in read.Buffer)
                await stream.WriteAsync(part, cancellationToken);
            body.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
                return;
            // Without a length each piece may be something that the program waits for.
            if (length is null)
                await stream.FlushAsync(cancellationToken);
        }
    }

    protected override bool TryComputeLength(out long computed)
    {
        computed = length ?? 0;
        return length is not null;
    }

    private async ValueTask<ReadResult> ReadAsync(CancellationToken cancel)
    {
        try
        {
            return await body.ReadAsync(cancel);
        }
        catch (Exception fault)
        {
            ReadFault = fault;
            throw;
        }
    }
}
