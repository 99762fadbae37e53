using System.Net;
using System.Net.Sockets;

namespace Relay.Functions.Deliver;

/// <summary>
/// Opens connections to partners, and only to addresses that may be called: the address is checked that is really connected
/// to, so that a name that changes between check and call gains nothing.
/// </summary>
internal static class GuardedConnections
{
    /// <summary>An invoker without redirects, proxies, cookies and decompression.</summary>
    public static HttpMessageInvoker Create(EndpointRules rules) => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.None,
        ConnectTimeout = TimeSpan.FromSeconds(5),
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        MaxConnectionsPerServer = 64,
        MaxResponseHeadersLength = 16,
        ActivityHeadersPropagator = null,
        ConnectCallback = (context, cancel) => ConnectAsync(rules, context.DnsEndPoint, cancel),
    });

    private static async ValueTask<Stream> ConnectAsync(EndpointRules rules, DnsEndPoint endpoint, CancellationToken cancel)
    {
        var addresses = await Dns.GetHostAddressesAsync(endpoint.Host, cancel);
        var allowed = Array.FindAll(addresses, rules.IsAllowed);
        if (allowed.Length == 0)
            throw new HttpRequestException(HttpRequestError.ConnectionError, "The endpoint has no address that may be called.");

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, endpoint.Port, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
