namespace Relay.Functions.Deliver;

/// <summary>A certificate that the relay presents to partners that ask for one. In app settings <c>Delivery__ClientCertificates__0__Name</c> and so on.</summary>
public sealed class ClientCertificateOptions
{
    /// <summary>The name by which partners' settings choose it: lower-case letters, digits and hyphens, 2 to 32.</summary>
    public string Name { get; set; } = "";

    /// <summary>
    /// PEM: the certificate, the intermediate ones that are sent with it, and the private key, not encrypted. Line breaks may be
    /// written as \n. In Azure a Key Vault reference.
    /// </summary>
    public string Pem { get; set; } = "";
}
