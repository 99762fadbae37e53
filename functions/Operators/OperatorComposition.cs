using Microsoft.Extensions.Options;
using Relay.Functions.Lanes;
using Relay.Functions.Operators.Oidc;
using Relay.Functions.Operators.Overview;
using Relay.Functions.Operators.Page;
using Relay.Functions.Operators.SignIn;

namespace Relay.Functions.Operators;

/// <summary>Puts together the operator's page and the API behind it.</summary>
internal static class OperatorComposition
{
    /// <summary>Adds it; the options are added by the program.</summary>
    public static void AddOperators(this IServiceCollection services)
    {
        services.AddSingleton<IValidateOptions<OperatorOptions>, OperatorOptionsValidation>();
        services.AddSingleton<PublicOrigin>();
        services.AddSingleton<OperatorSessions>();
        services.AddSingleton<SignInCodes>();
        services.AddSingleton<SessionEndpoint>();

        services.AddSingleton<OidcIssuer>();
        services.AddSingleton<OidcTokenCheck>();
        services.AddSingleton<OidcSignIn>();
        services.AddSingleton<OidcEndpoint>();

        services.AddSingleton<OperatorCalls>();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<OverviewReader>(provider, provider.GetRequiredService<LaneStore>()));
        services.AddSingleton<OverviewEndpoint>();
        services.AddSingleton<OverviewStream>();
        services.AddSingleton<BreakerEndpoint>();
        services.AddSingleton<RatesEndpoint>();
        services.AddSingleton<OperatorPage>();
    }
}
