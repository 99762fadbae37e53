using Microsoft.Extensions.Options;
using Relay.Functions.Hosting;

namespace Relay.Functions.Operators.SignIn;

/// <summary>
/// Where browsers reach this relay: its configured authority, never a Host or X-Forwarded header, which the Functions host and
/// whatever stands before it set anew. https, but for http on this machine's loopback.
/// </summary>
public sealed class PublicOrigin
{
    private readonly Uri _uri;

    /// <summary>Of the configured authority.</summary>
    public PublicOrigin(IOptions<RelayOptions> options)
    {
        var authority = options.Value.Authority;
        var plain = new Uri("http://" + authority);
        _uri = plain.IsLoopback ? plain : new Uri("https://" + authority);
        Text = _uri.GetLeftPart(UriPartial.Authority);
    }

    /// <summary>Scheme, host and port, as a browser writes them in the Origin header.</summary>
    public string Text { get; }

    /// <summary>Whether cookies can be Secure.</summary>
    public bool IsHttps => _uri.Scheme == Uri.UriSchemeHttps;

    /// <summary>The address of a path.</summary>
    public Uri At(string path) => new(_uri, path);
}
