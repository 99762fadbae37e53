using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Relay.Local.Sandbox.Transport;

/// <summary>
/// Two self-signed certificates for loopback. The endpoint presents the first, and under
/// <see cref="SandboxFault.CertificateChange"/> the second; who trusts the first alone must then refuse the connection.
/// </summary>
public sealed class SandboxCertificates : IDisposable
{
    private static readonly TimeSpan Validity = TimeSpan.FromDays(30);

    private SandboxCertificates(X509Certificate2 first, X509Certificate2 second) => (First, Second) = (first, second);

    /// <summary>The one to trust.</summary>
    public X509Certificate2 First { get; }

    /// <summary>The one not to trust.</summary>
    public X509Certificate2 Second { get; }

    /// <summary>Makes both, valid for 30 days.</summary>
    public static SandboxCertificates Create() => new(CreateOne("first"), CreateOne("second"));

    /// <summary>Writes the first as PEM, for instance to name it in <c>SSL_CERT_FILE</c> of a relay on Linux.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void WriteFirst(string path) => File.WriteAllText(path, First.ExportCertificatePem() + "\n");

    /// <inheritdoc/>
    public void Dispose()
    {
        First.Dispose();
        Second.Dispose();
    }

    private static X509Certificate2 CreateOne(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN=relay sandbox {name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        var now = DateTimeOffset.UtcNow;
        using var made = request.CreateSelfSigned(now.AddMinutes(-5), now + Validity);
        // A round trip through PKCS#12 gives the key a form that TLS servers take on every platform.
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
    }
}
