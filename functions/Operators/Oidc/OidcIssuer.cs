using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Relay.Functions.Operators.Oidc;

/// <summary>The OpenID Connect issuer: its published configuration and keys, remembered and read again when a key is not known.</summary>
internal sealed class OidcIssuer : IDisposable
{
    private const int MostAnswerBytes = 512 * 1024;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    private readonly HttpClient _http;

    /// <summary>The issuer of the options; nothing is asked before somebody signs in.</summary>
    public OidcIssuer(IOptions<OperatorOptions> options)
    {
        // A redirect could lead a client secret astray.
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
        {
            Timeout = Timeout,
            MaxResponseContentBufferSize = MostAnswerBytes,
        };
        if (!options.Value.HasOidc)
            return;

        var authority = options.Value.OidcAuthority.TrimEnd('/');
        Configuration = new ConfigurationManager<OpenIdConnectConfiguration>(
            authority + "/.well-known/openid-configuration",
            new OpenIdConnectConfigurationRetriever(),
            new HttpDocumentRetriever(_http) { RequireHttps = !new Uri(authority).IsLoopback });
    }

    /// <summary>What the issuer publishes; null where none is configured.</summary>
    public ConfigurationManager<OpenIdConnectConfiguration>? Configuration { get; }

    /// <summary>Posts a form to the token endpoint.</summary>
    /// <exception cref="HttpRequestException">The issuer did not answer.</exception>
    /// <exception cref="OperationCanceledException">It took too long.</exception>
    public Task<HttpResponseMessage> PostAsync(Uri endpoint, FormUrlEncodedContent form, CancellationToken cancel) => _http.PostAsync(endpoint, form, cancel);

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();
}
