using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Microsoft.Win32.SafeHandles;
using Relay.Benchmarks.Children;

namespace Relay.Benchmarks.Floors;

/// <summary>
/// What no durable queue on this machine can do without: bytes come over TCP, are written to a file, are forced to disk, and only
/// then is there an answer. An exchange is a header of two little-endian 32-bit lengths, the bytes that come, the bytes that go back.
/// </summary>
internal sealed class FileFloor : IChildRole
{
    public const int HeaderBytes = 8;

    // Written over again from the start, as a log that is reused: a file that only grows would cost its metadata too.
    private const long FileBytes = 64 * 1024 * 1024;

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly Lock gate = new();
    private readonly SafeFileHandle? file;
    private readonly Task accepting;
    private long position;

    private FileFloor(FileFloorOptions options)
    {
        if (options.Path is not null)
            file = File.OpenHandle(options.Path, FileMode.Create, FileAccess.Write);
        listener.Start();
        accepting = AcceptAsync();
    }

    public ChildReady Ready => new(((IPEndPoint)listener.LocalEndpoint).Port);

    public static Task<FileFloor> StartAsync(FileFloorOptions options) => Task.FromResult(new FileFloor(options));

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await accepting;
        listener.Dispose();
        file?.Dispose();
        stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
                connections.Add(ServeAsync(await listener.AcceptTcpClientAsync(stop.Token)));
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var connection = client;
        connection.NoDelay = true;
        var stream = connection.GetStream();
        var header = new byte[HeaderBytes];
        var (coming, going) = (Array.Empty<byte>(), Array.Empty<byte>());
        try
        {
            while (await stream.ReadAtLeastAsync(header, HeaderBytes, throwOnEndOfStream: false, stop.Token) == HeaderBytes)
            {
                Fit(ref coming, BinaryPrimitives.ReadInt32LittleEndian(header));
                Fit(ref going, BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(HeaderBytes / 2)));
                await stream.ReadExactlyAsync(coming, stop.Token);
                if (file is not null && coming.Length > 0)
                    Keep(file, coming);
                await stream.WriteAsync(going, stop.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The parent has what it wanted.
        }
    }

    private static void Fit(ref byte[] buffer, int length)
    {
        if (buffer.Length != length)
            buffer = new byte[length];
    }

    private void Keep(SafeFileHandle to, byte[] bytes)
    {
        lock (gate)
        {
            if (position + bytes.Length > FileBytes)
                position = 0;
            RandomAccess.Write(to, bytes, position);
            RandomAccess.FlushToDisk(to);
            position += bytes.Length;
        }
    }
}
