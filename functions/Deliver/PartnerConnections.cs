using System.Collections.Concurrent;
using System.Net.Security;
using Relay.Functions.Partners;

namespace Relay.Functions.Deliver;

/// <summary>
/// The connections of one kind of calls to partners. Partners share a pool only when the relay presents the same certificate, or
/// none, and trusts the same roots: no connection that was opened with one certificate carries a call that is to have another.
/// </summary>
internal sealed class PartnerConnections(EndpointRules rules, ClientCertificates certificates) : IDisposable
{
    // Roots are the operator's to set; each change leaves a pool behind until this many are thrown away together.
    private const int MostPools = 500;

    private readonly HttpMessageInvoker _default = GuardedConnections.Create(rules);
    private readonly ConcurrentDictionary<string, HttpMessageInvoker> _pools = new(StringComparer.Ordinal);

    /// <summary>What sends to this partner; null when its settings name a certificate that this relay does not have. It is never called without.</summary>
    public HttpMessageInvoker? For(PartnerRecord partner)
    {
        if (partner.Tls is not { } tls)
            return _default;
        if (_pools.TryGetValue(tls.Pool, out var pool))
            return pool;
        if (tls.Certificate is { } name && !certificates.Has(name))
            return null;

        // Not disposed: calls may be under way. What nobody refers to any longer closes its idle connections by itself.
        if (_pools.Count >= MostPools)
            _pools.Clear();
        return _pools.GetOrAdd(tls.Pool, _ => GuardedConnections.Create(rules, Options(tls)));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _default.Dispose();
        foreach (var pool in _pools.Values)
            pool.Dispose();
    }

    private SslClientAuthenticationOptions Options(EndpointTls tls) => new()
    {
        ClientCertificateContext = tls.Certificate is { } name ? certificates.Find(name) : null,
        CertificateChainPolicy = tls.Roots.Count > 0 ? TrustedRoots.Policy(tls.Roots) : null,
    };
}
