namespace Relay.Functions.Deliver;

/// <summary>What relay and partner show one another beyond TLS with public authorities.</summary>
public sealed record EndpointTls
{
    /// <param name="certificate">The name of the certificate that the relay presents; null for none.</param>
    /// <param name="roots">Roots in PEM that the partner's certificate must come from; none for the public authorities.</param>
    public EndpointTls(string? certificate, IReadOnlyList<string> roots)
    {
        Certificate = certificate;
        Roots = roots;
        Pool = $"{certificate}|{string.Join('|', roots)}";
    }

    /// <summary>The name of the certificate that the relay presents (<see cref="ClientCertificateOptions.Name"/>); null for none.</summary>
    public string? Certificate { get; }

    /// <summary>Roots in PEM that the partner's certificate must come from; none for the public authorities.</summary>
    public IReadOnlyList<string> Roots { get; }

    /// <summary>Connections are shared only where this is the same.</summary>
    internal string Pool { get; }
}
