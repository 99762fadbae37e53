using Azure.Core;
using Azure.Data.Tables;
using Azure.Identity;
using Azure.Messaging.ServiceBus;
using Azure.Storage.Blobs;
using Relay.Functions.Queue;
using Relay.Functions.Telemetry;

namespace Relay.Functions.Storage;

/// <summary>
/// Makes the Azure clients from settings with the Functions host's own conventions: a connection string under the name, or
/// an identity-based connection under <c>NAME__fullyQualifiedNamespace</c>, <c>NAME__blobServiceUri</c> and the like.
/// </summary>
public sealed class StorageConnections(IConfiguration configuration, RelayMetrics? metrics = null)
{
    /// <summary>The setting of Service Bus, that is of namespace 0; a further one has its number after it. function.json names them too.</summary>
    public const string ServiceBusSetting = "ServiceBusConnection";

    /// <summary>The setting of Blob and Table storage.</summary>
    public const string StorageSetting = "RelayStorage";

    /// <summary>The setting of the account that holds media. Not set: that of <see cref="StorageSetting"/>.</summary>
    public const string MediaSetting = "RelayMedia";

    // Under which the part of a setting stands that is the address of the blobs.
    private const string BlobPart = "blobServiceUri";

    // And that which is the host of a namespace.
    private const string HostPart = "fullyQualifiedNamespace";

    // Accept answers "unavailable" rather than let a partner wait for minutes; the partner's own retry is the better one.
    private static readonly ServiceBusRetryOptions SendRetries = new() { MaxRetries = 1, TryTimeout = TimeSpan.FromSeconds(8), Delay = TimeSpan.FromMilliseconds(200) };

    private readonly Lazy<TokenCredential> _credential = new(() => Credential(configuration));

    /// <summary>Whether media is reached with an identity, and grants are therefore signed with a user delegation key.</summary>
    public bool UsesIdentity => configuration[MediaAccount] is null;

    private string MediaAccount =>
        configuration[MediaSetting] is not null || configuration[$"{MediaSetting}:{BlobPart}"] is not null ? MediaSetting : StorageSetting;

    /// <summary>The namespaces that are set.</summary>
    /// <exception cref="InvalidOperationException">None is.</exception>
    public QueueNamespaces ServiceBus()
    {
        var clients = new Dictionary<int, ServiceBusClient>();
        for (var number = 0; number < QueueNamespaces.MostNumbers; number++)
        {
            if (ServiceBus(ServiceBusSetting + QueueNamespaces.Suffix(number)) is { } client)
                clients.Add(number, client);
        }

        if (clients.Count == 0)
            Required(ServiceBusSetting, HostPart);
        return new QueueNamespaces(clients);
    }

    /// <exception cref="InvalidOperationException">The setting is missing.</exception>
    public TableServiceClient Tables()
    {
        var options = new TableClientOptions { Retry = { MaxRetries = 2, Delay = TimeSpan.FromMilliseconds(100), NetworkTimeout = TimeSpan.FromSeconds(10) } };
        Count(options, StorageCounting.Tables);
        return configuration[StorageSetting] is { } connection
            ? new TableServiceClient(connection, options)
            : new TableServiceClient(new Uri(Required(StorageSetting, "tableServiceUri")), _credential.Value, options);
    }

    /// <exception cref="InvalidOperationException">The setting is missing.</exception>
    public BlobServiceClient Blobs() => BlobsOf(StorageSetting);

    /// <summary>The blobs of the account that holds media: partners' servers reach it with grants, so it may not be closed to the internet as the other may.</summary>
    /// <exception cref="InvalidOperationException">The setting is missing.</exception>
    public BlobServiceClient MediaBlobs() => BlobsOf(MediaAccount);

    private ServiceBusClient? ServiceBus(string setting)
    {
        var options = new ServiceBusClientOptions { RetryOptions = SendRetries };
        if (configuration[setting] is { } connection)
            return new ServiceBusClient(connection, options);
        return configuration[$"{setting}:{HostPart}"] is { } host ? new ServiceBusClient(host, _credential.Value, options) : null;
    }

    private BlobServiceClient BlobsOf(string setting)
    {
        var options = new BlobClientOptions { Retry = { MaxRetries = 2, Delay = TimeSpan.FromMilliseconds(100), NetworkTimeout = TimeSpan.FromSeconds(30) } };
        Count(options, StorageCounting.Blobs);
        return configuration[setting] is { } connection
            ? new BlobServiceClient(connection, options)
            : new BlobServiceClient(new Uri(Required(setting, BlobPart)), _credential.Value, options);
    }

    private void Count(ClientOptions options, string store)
    {
        if (metrics is not null)
            options.AddPolicy(new StorageCounting(metrics, store), HttpPipelinePosition.PerRetry);
    }

    private static TokenCredential Credential(IConfiguration configuration) =>
        configuration["AZURE_CLIENT_ID"] is { Length: > 0 } client
            ? new ManagedIdentityCredential(ManagedIdentityId.FromUserAssignedClientId(client))
            : new DefaultAzureCredential();

    private string Required(string name, string part) =>
        configuration[$"{name}:{part}"]
        ?? throw new InvalidOperationException($"Set {name} to a connection string, or {name}__{part} to an address for an identity-based connection.");
}
