using Relay.Functions.Deliver;
using Relay.Functions.Hosting;

namespace Relay.Functions.Partners;

/// <summary>Checks what a partner's settings say of TLS at its endpoints.</summary>
internal static class EndpointTlsCheck
{
    private const int MostRoots = 2;

    /// <summary>What relay and partner show one another, null for nothing; or the problem.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="endpoint">Where deliveries go.</param>
    /// <param name="events">Where events go.</param>
    /// <param name="certificates">Those that the relay can present.</param>
    public static (EndpointTls? Tls, Problem? Problem) Check(PartnerSettings settings, Uri? endpoint, Uri? events, ClientCertificates certificates)
    {
        var trust = settings.EndpointTrust ?? [];
        if (settings.MutualTls is null && trust.Count == 0)
            return (null, null);

        if (settings.MutualTls is { } mutual && !(mutual.Certificate is { } name && certificates.Has(name)))
            return (null, Problems.Malformed("mutualTls.certificate", "the name of a certificate in the relay's settings"));
        if (trust.Count > MostRoots)
            return (null, Problems.Malformed("endpointTrust", "at most this many", MostRoots));
        for (var i = 0; i < trust.Count; i++)
        {
            if (!TrustedRoots.IsRoot(trust[i]))
                return (null, Problems.Malformed($"endpointTrust[{i}]", TrustedRoots.Rule, TrustedRoots.MostCharacters));
        }

        // Over http neither would be asked for: what looks like a safeguard would be none.
        if (endpoint is { Scheme: not "https" } || events is { Scheme: not "https" })
            return (null, Problems.Malformed(settings.MutualTls is null ? "endpointTrust" : "mutualTls", "endpoints with https"));
        return (new EndpointTls(settings.MutualTls?.Certificate, trust), null);
    }
}
