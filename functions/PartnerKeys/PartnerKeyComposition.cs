using Azure.Data.Tables;
using Relay.Functions.Storage;

namespace Relay.Functions.PartnerKeys;

/// <summary>Puts the change of signing keys together: partners' and the relay's own.</summary>
internal static class PartnerKeyComposition
{
    /// <summary>Adds it over the program's stores.</summary>
    public static void AddPartnerKeys(this IServiceCollection services)
    {
        services.AddSingleton<PartnerKeyCheck>();
        services.AddSingleton<PartnerKeyStage>();
        services.AddSingleton<PartnerKeysEndpoint>();
        services.AddSingleton(provider => new KeyNotices(
            provider.GetRequiredService<TableServiceClient>().GetTableClient(StoreNames.PartnerKeysTable), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<KeySweep>();
    }
}
