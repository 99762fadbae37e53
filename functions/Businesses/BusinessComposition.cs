using Azure.Data.Tables;
using Relay.Functions.Erasure;
using Relay.Functions.Storage;

namespace Relay.Functions.Businesses;

/// <summary>Puts the businesses together.</summary>
internal static class BusinessComposition
{
    /// <summary>Adds the businesses over the program's stores.</summary>
    public static void AddBusinesses(this IServiceCollection services)
    {
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<BusinessStore>(
            provider, provider.GetRequiredService<TableServiceClient>().GetTableClient(StoreNames.BusinessesTable)));
        services.AddSingleton<BusinessViews>();
        services.AddSingleton<BusinessesEndpoint>();
        services.AddSingleton<UserBusinessEndpoint>();
        services.AddSingleton<IErasePart, BusinessesPart>();
    }
}
