using Azure.Storage.Blobs;
using Relay.Local.Stack;

namespace Relay.Road.Tests.Fixtures;

/// <summary>A relay on this machine, for one or several test classes. Each test brings partners of its own.</summary>
public class StackFixture : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("relay-test-");
    private readonly System.Collections.Concurrent.ConcurrentQueue<string> _output = new();

    public LocalStack Stack { get; private set; } = null!;

    /// <summary>Everything that the program has printed.</summary>
    public IReadOnlyCollection<string> ProgramOutput => _output;

    /// <summary>Service Bus namespaces.</summary>
    protected virtual int Namespaces => 1;

    protected virtual Dictionary<string, string> Settings => new()
    {
        ["Lanes__FirstProbeMilliseconds"] = "200",
        ["Lanes__LongestProbeSeconds"] = "1",
        ["Delivery__TimeoutSeconds"] = "10",
        ["Delivery__FailureDelaySeconds"] = "0",
    };

    public async ValueTask InitializeAsync() => Stack = await LocalStack.StartAsync(
        new LocalStackOptions { DataFolder = _folder.FullName, Namespaces = Namespaces, Settings = Settings, ProgramOutput = _output.Enqueue });

    /// <summary>How many messages are parked for a partner.</summary>
    public int Parked(string partner) =>
        new BlobServiceClient(Stack.Azurite.ConnectionString).GetBlobContainerClient("parked").GetBlobs(prefix: partner + "/").Count();

    public virtual async ValueTask DisposeAsync()
    {
        await Stack.DisposeAsync();
        _folder.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }
}

/// <summary>One stack for the classes that neither stop nor break anything.</summary>
[CollectionDefinition(Name)]
public sealed class SharedStack : ICollectionFixture<StackFixture>
{
    public const string Name = "shared stack";
}
