using Microsoft.Extensions.Options;

namespace Relay.Functions.Operators;

/// <summary>Checks at start what attributes cannot: a half-configured sign-in would let in nobody, or too many.</summary>
internal sealed class OperatorOptionsValidation : IValidateOptions<OperatorOptions>
{
    public ValidateOptionsResult Validate(string? name, OperatorOptions options)
    {
        var errors = new List<string>();
        if (!options.HasOidc)
        {
            if (options.OidcClientId.Length > 0)
                errors.Add("Operator:OidcClientId is set without Operator:OidcAuthority.");
            return Result(errors);
        }

        if (!Uri.TryCreate(options.OidcAuthority, UriKind.Absolute, out var issuer) || issuer.Query.Length > 0 || issuer.Fragment.Length > 0 || !IsSafe(issuer))
            errors.Add("Operator:OidcAuthority must be an https address without query (http on loopback only).");
        else if (issuer.Segments.Any(segment => segment.Trim('/') is "common" or "organizations" or "consumers"))
            errors.Add("Operator:OidcAuthority must name one tenant: an issuer of several tenants lets in strangers.");
        if (options.OidcClientId.Length == 0)
            errors.Add("Operator:OidcClientId is missing.");
        if (options.OidcRoleClaim.Length == 0)
            errors.Add("Operator:OidcRoleClaim is missing.");
        if (options.OidcRole.Length == 0)
            errors.Add("Operator:OidcRole is missing: without it everybody whom the issuer knows would be an operator.");
        if (options.OidcClientSecret.StartsWith("@Microsoft.KeyVault(", StringComparison.Ordinal))
            errors.Add("Operator:OidcClientSecret is a Key Vault reference that was not resolved.");
        return Result(errors);
    }

    private static bool IsSafe(Uri issuer) => issuer.Scheme == Uri.UriSchemeHttps || (issuer.Scheme == Uri.UriSchemeHttp && issuer.IsLoopback);

    private static ValidateOptionsResult Result(List<string> errors) => errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
}
