using System.Collections.Concurrent;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Relay.Functions.Tests.Deliver;

/// <summary>A partner's endpoint over TLS that asks for a client certificate.</summary>
internal sealed class TlsPartner : IAsyncDisposable
{
    private readonly X509Certificate2 _certificate;
    private readonly LoopbackServer _server;
    private readonly ConcurrentQueue<string> _requests = new();

    /// <param name="certificate">The server's certificate and key in PEM.</param>
    /// <param name="clients">Whose clients it takes; everybody, with or without a certificate, when null.</param>
    public TlsPartner(string certificate, TestAuthority? clients)
    {
        _certificate = X509Certificate2.CreateFromPem(certificate, certificate);
        _server = new LoopbackServer(async (stream, cancel) =>
        {
            await using var tls = new SslStream(stream);
            var options = new SslServerAuthenticationOptions
            {
                ServerCertificateContext = SslStreamCertificateContext.Create(_certificate, null, offline: true),
                ClientCertificateRequired = true,
                RemoteCertificateValidationCallback = (_, client, _, _) => clients is null || clients.Vouches(client),
            };
            await tls.AuthenticateAsServerAsync(options, cancel);
            while (await LoopbackServer.ReadRequestAsync(tls, cancel) is not null)
            {
                _requests.Enqueue(tls.RemoteCertificate?.Subject ?? "nobody");
                await tls.WriteAsync("HTTP/1.1 204 No Content\r\n\r\n"u8.ToArray(), cancel);
            }
        });
    }

    /// <summary>The subject of the certificate that each request came with.</summary>
    public IReadOnlyList<string> Requests => [.. _requests];

    public int Connections => _server.Connections;

    public string Endpoint => $"https://{DestinationSample.Host}:{_server.Port}/relay";

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _certificate.Dispose();
    }
}
