using Azure.Data.Tables;
using Relay.Functions.Storage;

namespace Relay.Functions.Usage;

/// <summary>Puts together what keeps and reads usage.</summary>
internal static class UsageComposition
{
    /// <summary>Adds it over its table.</summary>
    public static void AddUsage(this IServiceCollection services)
    {
        services.AddSingleton(provider => new UsageSums(provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<UsageListener>();
        services.AddSingleton<IUsageRows>(provider => new UsageRows(provider.GetRequiredService<TableServiceClient>().GetTableClient(StoreNames.UsageTable)));
        services.AddSingleton<IUsage, UsageReader>();
        services.AddSingleton<UsageSweep>();
        services.AddSingleton<UsageEndpoint>();
        services.AddHostedService<UsageWriter>();
    }
}
