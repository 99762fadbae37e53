using Microsoft.Extensions.Options;

namespace Relay.Functions.Calls;

/// <summary>Puts the parts of calls together.</summary>
internal static class CallsComposition
{
    public static void AddCalls(this IServiceCollection services)
    {
        services.AddSingleton<IValidateOptions<CallsOptions>, CallsOptionsValidation>();
        services.AddSingleton<CallRelaysEndpoint>();
    }
}
