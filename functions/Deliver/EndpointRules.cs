using System.Net;
using Microsoft.Extensions.Options;
using Relay.Functions.Hosting;

namespace Relay.Functions.Deliver;

/// <summary>
/// Where the relay may call: https on public addresses, or loopback where the options allow it. Names are resolved and
/// checked when an endpoint is set; the connection checks again the addresses that it may open. One address that may not be
/// called refuses the whole name, both times.
/// </summary>
public sealed class EndpointRules(IOptions<RelayOptions> options, INameResolver names)
{
    private readonly bool _allowLoopback = options.Value.AllowLoopbackEndpoints;

    /// <summary>Null when the endpoint may be called, otherwise the rule that it breaks.</summary>
    public async Task<string?> CheckAsync(Uri endpoint, CancellationToken cancel)
    {
        if (endpoint.UserInfo.Length > 0 || endpoint.Fragment.Length > 0)
            return "no user information and no fragment";

        IPAddress[] addresses;
        try
        {
            addresses = await names.ResolveAsync(endpoint.IdnHost, cancel);
        }
        catch (Exception failure) when (failure is System.Net.Sockets.SocketException or ArgumentException)
        {
            // ArgumentException: a name over 255 characters, or an unspecified address (0.0.0.0, ::).
            return "a host name that resolves";
        }

        if (!Array.TrueForAll(addresses, IsAllowed) || addresses.Length == 0)
            return "a host whose addresses are all public";

        return endpoint.Scheme == Uri.UriSchemeHttps || (endpoint.Scheme == Uri.UriSchemeHttp && Array.TrueForAll(addresses, IPAddress.IsLoopback))
            ? null
            : "https";
    }

    /// <summary>The addresses of a host, when all of them may be called now; none otherwise.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">The name does not resolve.</exception>
    public async Task<IPAddress[]> CallableAsync(string host, CancellationToken cancel)
    {
        var addresses = await names.ResolveAsync(host, cancel);
        return Array.TrueForAll(addresses, IsAllowed) ? addresses : [];
    }

    /// <summary>Whether a connection to this address may be opened.</summary>
    public bool IsAllowed(IPAddress address) => PublicAddress.Is(address) || (_allowLoopback && IPAddress.IsLoopback(address));
}
