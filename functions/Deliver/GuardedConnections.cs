using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace Relay.Functions.Deliver;

/// <summary>
/// Opens connections to partners, and only to addresses that may be called: the addresses are checked that are really connected
/// to, so that a name that changes between check and call gains nothing. An open connection stays with its address.
/// </summary>
internal static class GuardedConnections
{
    /// <summary>How long a connection is used at most; then the name is resolved and checked anew.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(2);

    /// <summary>An invoker without redirects, proxies, cookies and decompression.</summary>
    /// <param name="rules">Where it may connect to.</param>
    /// <param name="tls">What the two sides show one another; the defaults when null.</param>
    /// <param name="lifetime">Instead of <see cref="Lifetime"/>.</param>
    public static HttpMessageInvoker Create(EndpointRules rules, SslClientAuthenticationOptions? tls = null, TimeSpan? lifetime = null)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = TimeSpan.FromSeconds(5),
            PooledConnectionLifetime = lifetime ?? Lifetime,
            MaxConnectionsPerServer = 64,
            MaxResponseHeadersLength = 16,
            // What is left of an answer that nobody reads is not waited for.
            MaxResponseDrainSize = 64 * 1024,
            ActivityHeadersPropagator = null,
            ConnectCallback = (context, cancel) => ConnectAsync(rules, context.DnsEndPoint, cancel),
        };
        if (tls is not null)
            handler.SslOptions = tls;
        return new HttpMessageInvoker(handler);
    }

    private static async ValueTask<Stream> ConnectAsync(EndpointRules rules, DnsEndPoint endpoint, CancellationToken cancel)
    {
        var allowed = await rules.CallableAsync(endpoint.Host, cancel);
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
