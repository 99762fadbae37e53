using System.Net;
using System.Net.Sockets;

namespace Relay.Chaos.Stand;

/// <summary>
/// Ports for parts that are killed and come back to the same port. They lie below those that systems give to outgoing
/// connections (32768 on Linux, 49152 elsewhere): one of these could take the port of a part that is down.
/// </summary>
internal static class Ports
{
    private const int First = 20_000;
    private const int End = 30_000;

    private static readonly HashSet<int> Taken = [];
    private static readonly Lock Gate = new();

    /// <summary>A port that is free now and was not given before.</summary>
    public static int Take()
    {
        lock (Gate)
        {
            while (true)
            {
                var port = Random.Shared.Next(First, End);
                if (!Taken.Contains(port) && IsFree(port))
                {
                    Taken.Add(port);
                    return port;
                }
            }
        }
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var probe = new TcpListener(IPAddress.Loopback, port);
            probe.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
