using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Options;

namespace Relay.Functions.Deliver;

/// <summary>The certificates that the relay presents to partners, by name; read once.</summary>
public sealed class ClientCertificates : IDisposable
{
    private readonly Dictionary<string, Entry> _entries;

    /// <exception cref="CryptographicException">A PEM is not one; the settings' check says so first.</exception>
    public ClientCertificates(IOptions<DeliveryOptions> options) =>
        _entries = options.Value.ClientCertificates.ToDictionary(certificate => certificate.Name, Read, StringComparer.Ordinal);

    /// <summary>The names, with the end of each certificate's time.</summary>
    public IEnumerable<(string Name, DateTimeOffset ExpiresAt)> Expiries => _entries.Select(entry => (entry.Key, entry.Value.ExpiresAt));

    /// <summary>Whether there is a certificate of this name.</summary>
    public bool Has(string name) => _entries.ContainsKey(name);

    /// <summary>The certificate of this name with those that are sent with it; null when there is none.</summary>
    public SslStreamCertificateContext? Find(string name) => _entries.GetValueOrDefault(name)?.Context;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var entry in _entries.Values)
            entry.Leaf.Dispose();
    }

    /// <summary>The certificate with its private key, and all certificates of the PEM.</summary>
    /// <exception cref="CryptographicException">There is no certificate, no private key, or they do not belong together.</exception>
    /// <exception cref="ArgumentException">The PEM is of another form.</exception>
    internal static (X509Certificate2 Leaf, X509Certificate2Collection All) ReadPem(string pem)
    {
        var text = pem.Replace("\\n", "\n", StringComparison.Ordinal);
        var all = new X509Certificate2Collection();
        all.ImportFromPem(text);
        return (X509Certificate2.CreateFromPem(text, text), all);
    }

    private static Entry Read(ClientCertificateOptions options)
    {
        var (leaf, all) = ReadPem(options.Pem);
        var others = new X509Certificate2Collection(all.Where(certificate => certificate.Thumbprint != leaf.Thumbprint).ToArray());
        // Offline: what the settings do not hold is not fetched from where a certificate says.
        return new Entry(leaf, SslStreamCertificateContext.Create(leaf, others, offline: true), leaf.NotAfter);
    }

    private sealed record Entry(X509Certificate2 Leaf, SslStreamCertificateContext Context, DateTimeOffset ExpiresAt);
}
