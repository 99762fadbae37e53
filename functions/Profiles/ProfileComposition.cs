namespace Relay.Functions.Profiles;

/// <summary>Puts the profiles together.</summary>
internal static class ProfileComposition
{
    /// <summary>Adds the profiles over the program's stores.</summary>
    public static void AddProfiles(this IServiceCollection services)
    {
        services.AddSingleton<ProfilePictures>();
        services.AddSingleton<ProfileStage>();
        services.AddSingleton<ProfilesEndpoint>();
    }
}
