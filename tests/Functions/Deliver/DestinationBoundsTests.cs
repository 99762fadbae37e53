using System.IO.Compression;
using System.Net;
using Relay.Functions.Deliver;

namespace Relay.Functions.Tests.Deliver;

/// <summary>Partners' servers that misbehave cost the relay bounded time and memory, and lead it nowhere else.</summary>
public sealed class DestinationBoundsTests
{
    private const int Megabyte = 1024 * 1024;

    private static readonly DeliveryOptions Short = new() { TimeoutSeconds = 1, MaxAnswerBytes = 64 * 1024 };

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 200 OK\r\nX-Slow: ")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n")]
    public async Task Post_AnswerThatDoesNotEnd_TimesOut(string beginning)
    {
        await using var server = Server(async (server, stream, cancel) =>
        {
            await server.WriteAsync(stream, beginning, cancel);
            await Task.Delay(Timeout.Infinite, cancel);
        });

        Assert.Equal((DestinationFailure.TimedOut, true), await PostAsync(server));
    }

    [Fact]
    public async Task Post_EndlessHeaders_AreCutOff()
    {
        await using var server = Server(async (server, stream, cancel) =>
        {
            await server.WriteAsync(stream, "HTTP/1.1 200 OK\r\n", cancel);
            for (var i = 0; ; i++)
                await server.WriteAsync(stream, $"X-{i}: {new string('a', 1000)}\r\n", cancel);
        });

        // Not by its time-out, which is far away.
        Assert.Equal(DestinationFailure.Unreachable, (await PostAsync(server, new DeliveryOptions { TimeoutSeconds = 60 })).Failure);
        Assert.InRange(server.Written, 0, 16 * Megabyte);
    }

    [Fact]
    public async Task Post_EndlessInterimAnswers_AreCutOff()
    {
        await using var server = Server(async (server, stream, cancel) =>
        {
            while (true)
            {
                await server.WriteAsync(stream, "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n", cancel);
                await Task.Delay(1, cancel);
            }
        });

        Assert.NotEqual(DestinationFailure.None, (await PostAsync(server)).Failure);
    }

    [Theory]
    [InlineData("Content-Length: 1073741824")]
    [InlineData("Connection: close")]
    public async Task Post_AnswerOfAGigabyte_IsNotReadToItsEnd(string header)
    {
        var block = new byte[64 * 1024];
        Array.Fill(block, (byte)' ');
        await using var server = Server(async (server, stream, cancel) =>
        {
            await server.WriteAsync(stream, $"HTTP/1.1 200 OK\r\n{header}\r\n\r\n", cancel);
            for (var i = 0; i < 16 * 1024; i++)
                await server.WriteAsync(stream, block, cancel);
        });

        var options = new DeliveryOptions { TimeoutSeconds = 60, MaxAnswerBytes = Short.MaxAnswerBytes };
        Assert.Equal((DestinationFailure.BadAnswer, true), await PostAsync(server, options));
        Assert.InRange(server.Written, 0, 64 * Megabyte);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task Post_CompressedAnswer_IsNotDecompressed(string encoding)
    {
        var packed = new MemoryStream();
        await using (Stream packing = encoding switch
        {
            "gzip" => new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true),
            "br" => new BrotliStream(packed, CompressionLevel.Fastest, leaveOpen: true),
            _ => new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true),
        })
        {
            packing.Write("""{"results":[]}"""u8);
        }

        await using var server = Server(async (server, stream, cancel) =>
        {
            await server.WriteAsync(stream, $"HTTP/1.1 200 OK\r\nContent-Encoding: {encoding}\r\nContent-Length: {packed.Length}\r\n\r\n", cancel);
            await server.WriteAsync(stream, packed.ToArray(), cancel);
        });

        Assert.Equal(DestinationFailure.BadAnswer, (await PostAsync(server, new DeliveryOptions())).Failure);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task Post_Redirect_IsNotFollowed(int status)
    {
        await using var elsewhere = Server((server, stream, cancel) => server.WriteAsync(stream, "HTTP/1.1 204 No Content\r\n\r\n", cancel));
        await using var server = Server((server, stream, cancel) =>
            server.WriteAsync(stream, $"HTTP/1.1 {status} Elsewhere\r\nLocation: http://{DestinationSample.Host}:{elsewhere.Port}/relay\r\nContent-Length: 0\r\n\r\n", cancel));

        Assert.Equal(DestinationFailure.BadStatus, (await PostAsync(server, new DeliveryOptions())).Failure);
        Assert.Equal((1, 0), (server.Connections, elsewhere.Connections));
    }

    [Fact]
    public async Task Post_WhereTheMachineHasAProxy_DoesNotUseIt()
    {
        const string Host = "proxied.example";
        await using var proxy = Server((server, stream, cancel) => server.WriteAsync(stream, "HTTP/1.1 204 No Content\r\n\r\n", cancel));
        await using var server = Server((server, stream, cancel) => server.WriteAsync(stream, "HTTP/1.1 204 No Content\r\n\r\n", cancel));
        var before = HttpClient.DefaultProxy;
        HttpClient.DefaultProxy = new ProxyOf(Host, proxy.Port);
        try
        {
            using var destination = new DestinationSample(new FakeNames(["127.0.0.1"]));
            Assert.Equal(DestinationFailure.None, (await destination.PostAsync($"http://{Host}:{server.Port}/relay")).Failure);
        }
        finally
        {
            HttpClient.DefaultProxy = before;
        }

        Assert.Equal((1, 0), (server.Connections, proxy.Connections));
    }

    private static LoopbackServer Server(Func<LoopbackServer, Stream, CancellationToken, Task> answer)
    {
        LoopbackServer? server = null;
        return server = new LoopbackServer(async (stream, cancel) =>
        {
            await LoopbackServer.ReadRequestAsync(stream, cancel);
            await answer(server!, stream, cancel);
        });
    }

    private static async Task<(DestinationFailure Failure, bool InDoubt)> PostAsync(LoopbackServer server, DeliveryOptions? options = null)
    {
        using var destination = new DestinationSample(new FakeNames(["127.0.0.1"]), options ?? Short);
        var answer = await destination.PostAsync($"http://{DestinationSample.Host}:{server.Port}/relay");
        return (answer.Failure, answer.InDoubt);
    }

    private sealed class ProxyOf(string host, int port) : IWebProxy
    {
        public ICredentials? Credentials { get; set; }

        public Uri? GetProxy(Uri destination) => IsBypassed(destination) ? null : new Uri($"http://127.0.0.1:{port}");

        public bool IsBypassed(Uri target) => target.Host != host;
    }
}
