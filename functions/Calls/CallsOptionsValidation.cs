using Microsoft.Extensions.Options;

namespace Relay.Functions.Calls;

/// <summary>Checks at start what attributes cannot, all errors at once.</summary>
internal sealed class CallsOptionsValidation : IValidateOptions<CallsOptions>
{
    private const int MostUrls = 8;
    private const int LeastSecretLength = 16;

    // What the app sees instead of the secret where the platform could not read the vault.
    private const string UnresolvedReference = "@Microsoft.KeyVault(";

    public ValidateOptionsResult Validate(string? name, CallsOptions options)
    {
        var errors = new List<string>();
        if (options.TurnUrls.Count > MostUrls)
            errors.Add($"Calls:TurnUrls must be at most {MostUrls}.");
        for (var i = 0; i < options.TurnUrls.Count; i++)
        {
            if (!TurnUrl.IsValid(options.TurnUrls[i]))
                errors.Add($"Calls:TurnUrls:{i} must be {TurnUrl.Rule}.");
        }

        var secret = options.TurnSharedSecret ?? "";
        if (options.IsConfigured != secret.Length > 0)
            errors.Add("Calls:TurnUrls and Calls:TurnSharedSecret must be there together, or neither.");
        else if (secret.StartsWith(UnresolvedReference, StringComparison.Ordinal))
            errors.Add("Calls:TurnSharedSecret is a Key Vault reference that was not resolved: the app's identity must be allowed to read the secret.");
        else if (options.IsConfigured && secret.Length < LeastSecretLength)
            errors.Add($"Calls:TurnSharedSecret must have at least {LeastSecretLength} characters.");

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
