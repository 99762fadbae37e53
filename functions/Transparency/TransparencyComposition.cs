using Azure.Data.Tables;
using Microsoft.Extensions.Options;
using Relay.Functions.Callers;
using Relay.Functions.Erasure;
using Relay.Functions.Hosting;
using Relay.Functions.Storage;

namespace Relay.Functions.Transparency;

/// <summary>Puts the log of keys together.</summary>
internal static class TransparencyComposition
{
    /// <summary>Adds the log over its table.</summary>
    public static void AddTransparency(this IServiceCollection services)
    {
        services.AddSingleton<ILogRows>(provider => new LogRows(Table(provider)));
        services.AddSingleton(provider => new KeyHistory(Table(provider)));
        services.AddSingleton(provider => new HeadIssuer(
            () => provider.GetRequiredService<RelayKeys>().ReceiptKey, provider.GetRequiredService<IOptions<RelayOptions>>().Value.Authority, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new LogReader(
            provider.GetRequiredService<ILogRows>(),
            provider.GetRequiredService<HeadIssuer>(),
            provider.GetRequiredService<IOptions<TransparencyOptions>>().Value.CachedTiles,
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<LogAppender>();
        services.AddSingleton<IKeyEntries, KeyEntries>();
        services.AddSingleton<IKeyLog, KeyLog>();
        services.AddSingleton<KeyLogSweep>();
        services.AddSingleton<OwnKeyLog>();
        services.AddSingleton<TransparencyEndpoint>();
        services.AddSingleton<IErasePart, KeysPart>();
    }

    private static TableClient Table(IServiceProvider provider) => provider.GetRequiredService<TableServiceClient>().GetTableClient(StoreNames.KeyLogTable);
}
