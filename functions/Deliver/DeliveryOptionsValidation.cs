using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Relay.Functions.Partners;

namespace Relay.Functions.Deliver;

/// <summary>Checks at start what attributes cannot, all errors at once. No error repeats what a setting holds.</summary>
internal sealed class DeliveryOptionsValidation : IValidateOptions<DeliveryOptions>
{
    public ValidateOptionsResult Validate(string? name, DeliveryOptions options)
    {
        var errors = new List<string>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < options.ClientCertificates.Count; i++)
        {
            var certificate = options.ClientCertificates[i];
            if (!PartnerNames.IsName(certificate.Name))
                errors.Add($"Delivery:ClientCertificates:{i} needs a Name of {PartnerNames.NameRule}.");
            else if (!names.Add(certificate.Name))
                errors.Add($"Delivery:ClientCertificates:{i} has the name of another certificate.");
            if (!IsUsable(certificate.Pem))
                errors.Add($"Delivery:ClientCertificates:{i} needs, as Pem, a certificate and its private key, not encrypted.");
        }

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static bool IsUsable(string pem)
    {
        try
        {
            using var leaf = ClientCertificates.ReadPem(pem).Leaf;
            return leaf.HasPrivateKey;
        }
        catch (Exception unsuitable) when (unsuitable is CryptographicException or ArgumentException)
        {
            return false;
        }
    }
}
