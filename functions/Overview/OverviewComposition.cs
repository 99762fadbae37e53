using Relay.Functions.Lanes;

namespace Relay.Functions.Overview;

/// <summary>Puts together what partners see of themselves.</summary>
internal static class OverviewComposition
{
    /// <summary>Adds it.</summary>
    public static void AddOverview(this IServiceCollection services)
    {
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<Overviewer>(provider, provider.GetRequiredService<LaneStore>()));
        services.AddSingleton<OverviewEndpoint>();
    }
}
