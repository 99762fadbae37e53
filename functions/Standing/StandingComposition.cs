using Relay.Functions.Lanes;

namespace Relay.Functions.Standing;

/// <summary>Puts together what partners see of themselves.</summary>
internal static class StandingComposition
{
    /// <summary>Adds it.</summary>
    public static void AddStanding(this IServiceCollection services)
    {
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<StandingReader>(provider, provider.GetRequiredService<LaneStore>()));
        services.AddSingleton<StandingEndpoint>();
    }
}
