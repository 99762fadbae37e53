using System.IO.Pipelines;
using System.Net;
using System.Text;

namespace Relay.Local.Host.Tests.Support;

/// <summary>A request body that the test writes piece by piece while the request is under way.</summary>
internal sealed class PipeContent : HttpContent
{
    private readonly Pipe _pipe = new();

    public async Task WriteAsync(string piece) => await _pipe.Writer.WriteAsync(Encoding.ASCII.GetBytes(piece));

    public void End() => _pipe.Writer.Complete();

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        await stream.FlushAsync();
        while (true)
        {
            var read = await _pipe.Reader.ReadAsync();
            foreach (var part in read.Buffer)
                await stream.WriteAsync(part);
            await stream.FlushAsync();
            _pipe.Reader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
                return;
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
