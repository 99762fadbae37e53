using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Relay.Local.Bus.Wire;

namespace Relay.Local.Bus.Tests.Fuzz;

/// <summary>A TCP connection to a broker that sends what it is told and reads whole frames.</summary>
internal sealed class RawConnection : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    /// <summary>The port in a connection string of the broker.</summary>
    public static int PortOf(string connectionString) => new Uri(connectionString.Split(';')[0]["Endpoint=".Length..]).Port;

    public static async Task<RawConnection> ConnectAsync(int port)
    {
        var connection = new RawConnection();
        await connection._socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), Deadline());
        return connection;
    }

    /// <summary>Connects and opens an AMQP connection and a session.</summary>
    public static async Task<RawConnection> OpenAsync(int port)
    {
        var connection = await ConnectAsync(port);
        await connection.SendAsync((byte[])[.. Frames.AmqpHeader, .. Frames.Open, .. Frames.Begin()]);
        Assert.Equal(Frames.AmqpHeader, await connection.ReadAsync(8));
        Assert.Equal(0x10, (await connection.FrameAsync())!.Value.Code);
        Assert.Equal(0x11, (await connection.FrameAsync())!.Value.Code);
        return connection;
    }

    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        while (bytes.Length > 0)
            bytes = bytes[await _socket.SendAsync(bytes, Deadline())..];
    }

    /// <summary>Sends; false when the broker has ended the connection.</summary>
    public async Task<bool> TrySendAsync(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            await SendAsync(bytes);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>Reads this many bytes, or less where the broker ended the connection.</summary>
    public async Task<byte[]> ReadAsync(int count)
    {
        var bytes = new byte[count];
        var read = 0;
        try
        {
            while (read < count)
            {
                var more = await _socket.ReceiveAsync(bytes.AsMemory(read), Deadline());
                if (more == 0)
                    break;
                read += more;
            }
        }
        catch (SocketException)
        {
            // Ended with a reset.
        }
        return bytes[..read];
    }

    /// <summary>The next frame's performative and body, without empty frames; null when the connection has ended.</summary>
    public async Task<(long Code, byte[] Body)?> FrameAsync()
    {
        while (true)
        {
            var head = await ReadAsync(8);
            if (head.Length < 8)
                return null;
            var body = await ReadAsync(BinaryPrimitives.ReadInt32BigEndian(head) - 8);
            if (body.Length > 0)
                return (AmqpScanner.Integer(body, 1)!.Value, body);
        }
    }

    /// <summary>Reads on until a frame of this kind; null when the connection has ended.</summary>
    public async Task<byte[]?> FrameAsync(long code)
    {
        while (await FrameAsync() is { } frame)
        {
            if (frame.Code == code)
                return frame.Body;
        }
        return null;
    }

    /// <summary>Reads on until the broker has ended the connection.</summary>
    public async Task ReadToEndAsync()
    {
        const int Part = 64 * 1024;
        while ((await ReadAsync(Part)).Length == Part)
        {
            // More may come.
        }
    }

    public void Dispose() => _socket.Dispose();

    private static CancellationToken Deadline() => new CancellationTokenSource(Patience).Token;
}
