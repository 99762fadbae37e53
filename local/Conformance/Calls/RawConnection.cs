using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Relay.Functions.Deliver;

namespace Relay.Local.Conformance.Calls;

/// <summary>Connections of the kit's own, for what an HTTP client hides: how TLS came about, and bodies that come slowly.</summary>
internal static class RawConnection
{
    /// <summary>The versions of TLS that the relay speaks.</summary>
    public const SslProtocols Versions = SslProtocols.Tls12 | SslProtocols.Tls13;

    /// <summary>Connects, and speaks TLS where the endpoint is https.</summary>
    /// <param name="endpoint">Where to.</param>
    /// <param name="rules">Which addresses may be called.</param>
    /// <param name="validate">Judges the certificate; null for the machine's judgement.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="SocketException">There is no connection.</exception>
    /// <exception cref="AuthenticationException">TLS did not come about.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    public static async Task<Stream> OpenAsync(Uri endpoint, EndpointRules rules, RemoteCertificateValidationCallback? validate, CancellationToken cancel)
    {
        var addresses = Array.FindAll(await Dns.GetHostAddressesAsync(endpoint.IdnHost, cancel), rules.IsAllowed);
        if (addresses.Length == 0)
            throw new SocketException((int)SocketError.HostUnreachable);

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        Stream? stream = null;
        try
        {
            await socket.ConnectAsync(addresses, endpoint.Port, cancel);
            stream = new NetworkStream(socket, ownsSocket: true);
            if (endpoint.Scheme != Uri.UriSchemeHttps)
                return stream;

            var secure = new SslStream(stream, leaveInnerStreamOpen: false, validate);
            stream = secure;
            await secure.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = endpoint.IdnHost, EnabledSslProtocols = Versions }, cancel);
            return secure;
        }
        catch
        {
            if (stream is not null)
                await stream.DisposeAsync();
            socket.Dispose();
            throw;
        }
    }
}
