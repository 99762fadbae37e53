using System.Net.Sockets;

namespace Relay.Local.Bus.Transport.Front;

/// <summary>What a connection's first four bytes ask for.</summary>
internal enum Protocol
{
    /// <summary>Neither; or nothing came.</summary>
    Unknown,

    /// <summary>An AMQP protocol header of any version.</summary>
    Amqp,

    /// <summary>An HTTP/1.1 request line.</summary>
    Http,
}

/// <summary>Looks at what a client sends first and leaves it in the socket.</summary>
internal static class FirstBytes
{
    private const int Length = 4;

    /// <summary>How often a first word that comes in parts is looked at again.</summary>
    private static readonly TimeSpan PartInterval = TimeSpan.FromMilliseconds(20);

    private static readonly byte[][] HttpMethods = [.. new[] { "GET ", "PUT ", "POST", "DELE", "HEAD", "PATC", "OPTI" }.Select(word => word.Select(c => (byte)c).ToArray())];

    private static ReadOnlySpan<byte> AmqpWord => "AMQP"u8;

    /// <summary>Waits for the first bytes; <see cref="Protocol.Unknown"/> when the peer ends or is none of the known ones.</summary>
    /// <exception cref="SocketException">The connection failed.</exception>
    /// <exception cref="OperationCanceledException">The time was up.</exception>
    public static async Task<Protocol> PeekAsync(Socket socket, CancellationToken ct)
    {
        var word = new byte[Length];
        // An empty read ends when there is something to read and takes nothing of it.
        await socket.ReceiveAsync(Memory<byte>.Empty, SocketFlags.None, ct);
        while (true)
        {
            var count = await socket.ReceiveAsync(word.AsMemory(), SocketFlags.Peek, ct);
            if (count == Length)
                return Classify(word);
            if (count == 0 || !MayBecomeKnown(word.AsSpan(0, count)))
                return Protocol.Unknown;
            await Task.Delay(PartInterval, ct);
        }
    }

    private static Protocol Classify(ReadOnlySpan<byte> word)
    {
        if (word.SequenceEqual(AmqpWord))
            return Protocol.Amqp;
        foreach (var method in HttpMethods)
        {
            if (word.SequenceEqual(method))
                return Protocol.Http;
        }
        return Protocol.Unknown;
    }

    private static bool MayBecomeKnown(ReadOnlySpan<byte> start)
    {
        if (AmqpWord.StartsWith(start))
            return true;
        foreach (var method in HttpMethods)
        {
            if (method.AsSpan().StartsWith(start))
                return true;
        }
        return false;
    }
}
