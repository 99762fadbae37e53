using System.Net;

namespace Relay.Functions.Deliver;

/// <summary>Turns host names into addresses.</summary>
public interface INameResolver
{
    /// <summary>All addresses of a host; a literal address is its own.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">The name does not resolve.</exception>
    /// <exception cref="ArgumentException">It can be no host's name, or is an unspecified address.</exception>
    Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancel);
}

/// <summary>Names as this machine resolves them.</summary>
public sealed class SystemNames : INameResolver
{
    /// <inheritdoc/>
    public Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancel) => Dns.GetHostAddressesAsync(host, cancel);
}
