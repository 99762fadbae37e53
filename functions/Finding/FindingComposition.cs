using Azure.Data.Tables;
using Relay.Functions.People;
using Relay.Functions.Storage;

namespace Relay.Functions.Finding;

/// <summary>Puts the parts of finding together.</summary>
internal static class FindingComposition
{
    public static void AddFinding(this IServiceCollection services)
    {
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<FindingStore>(
            provider, provider.GetRequiredService<TableServiceClient>().GetTableClient(StoreNames.FindingTable)));
        services.AddSingleton<Identifiers>();
        services.AddSingleton<IUserWatcher>(provider => provider.GetRequiredService<Identifiers>());
        services.AddSingleton<IdentifiersEndpoint>();
        services.AddSingleton<Finder>();
        services.AddSingleton<FindEndpoint>();
    }
}
