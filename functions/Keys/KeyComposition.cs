using Azure.Data.Tables;
using Relay.Functions.Erasure;
using Relay.Functions.People;
using Relay.Functions.Storage;

namespace Relay.Functions.Keys;

/// <summary>Puts the key directory together.</summary>
internal static class KeyComposition
{
    /// <summary>Adds it over the program's stores; the log of keys and the partners' agreements are added by others.</summary>
    public static void AddKeys(this IServiceCollection services)
    {
        services.AddSingleton(provider => new DeviceKeyStore(provider.GetRequiredService<TableServiceClient>().GetTableClient(StoreNames.DeviceKeysTable)));
        services.AddSingleton<KeyEvents>();
        services.AddSingleton<DeviceClaims>();
        services.AddSingleton<UploadStage>();
        services.AddSingleton<ClaimStage>();
        services.AddSingleton<KeysEndpoint>();
        services.AddSingleton<ClaimEndpoint>();
        services.AddSingleton<IBundleFloor, BundleFloor>();
        services.AddSingleton<IUserWatcher, KeyWatcher>();
        services.AddSingleton<IErasePart, KeysPart>();
    }
}
