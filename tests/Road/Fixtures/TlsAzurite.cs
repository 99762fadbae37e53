using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Azure.Core;
using Azure.Core.Pipeline;
using Relay.Local.Stack;

namespace Relay.Road.Tests.Fixtures;

/// <summary>Azurite over https with OAuth, as storage in Azure is reached: with tokens, and without account keys.</summary>
public sealed class TlsAzurite : IAsyncDisposable
{
    private readonly DirectoryInfo _folder;
    private readonly AzuriteProcess _process;

    private TlsAzurite(DirectoryInfo folder, AzuriteProcess process, X509Certificate2 certificate)
    {
        (_folder, _process) = (folder, process);
        var pinned = certificate.GetCertHashString(HashAlgorithmName.SHA256);
        Http = new HttpClient(new HttpClientHandler
        {
            ServerCertificateCustomValidationCallback = (_, presented, _, _) => presented?.GetCertHashString(HashAlgorithmName.SHA256) == pinned,
        });
    }

    /// <summary>Trusts this Azurite's certificate and no other.</summary>
    public HttpClient Http { get; }

    public HttpPipelineTransport Transport => new HttpClientTransport(Http);

    public TokenCredential Credential { get; } = new UnsignedToken();

    public Uri Blob => _process.ServiceUris.Blob;

    public Uri Table => _process.ServiceUris.Table;

    public static async Task<TlsAzurite> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("relay-tls-");
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow.AddDays(1));
        var certificatePath = Path.Combine(folder.FullName, "cert.pem");
        var keyPath = Path.Combine(folder.FullName, "key.pem");
        await File.WriteAllTextAsync(certificatePath, certificate.ExportCertificatePem());
        await File.WriteAllTextAsync(keyPath, key.ExportPkcs8PrivateKeyPem());
        var process = await AzuriteProcess.StartAsync(Path.Combine(folder.FullName, "data"), 0, 0, "--oauth", "basic", "--cert", certificatePath, "--key", keyPath);
        return new TlsAzurite(folder, process, certificate);
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        Http.Dispose();
        _folder.Delete(recursive: true);
    }

    // Azurite's basic OAuth checks the claims of a token and not its signature.
    private sealed class UnsignedToken : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext request, CancellationToken cancel)
        {
            var now = DateTimeOffset.UtcNow;
            var expires = now.AddHours(1);
            var claims = new { aud = "https://storage.azure.com", iss = "https://sts.windows.net/00000000-0000-0000-0000-000000000000/", iat = now.ToUnixTimeSeconds(), nbf = now.AddMinutes(-5).ToUnixTimeSeconds(), exp = expires.ToUnixTimeSeconds(), oid = Guid.Empty, tid = Guid.Empty };
            return new AccessToken($"{Part(new { alg = "none", typ = "JWT" })}.{Part(claims)}.{Part("unsigned")}", expires);
        }

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext request, CancellationToken cancel) => new(GetToken(request, cancel));

        private static string Part(object value) => System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(value)));
    }
}
