using Microsoft.Extensions.Configuration;
using Relay.Functions.Storage;

namespace Relay.Functions.Tests.Storage;

public sealed class StorageConnectionsTests
{
    private const string Local = "UseDevelopmentStorage=true";
    private const string State = "https://state.blob.core.windows.net/";
    private const string Media = "https://media.blob.core.windows.net/";

    [Fact]
    public void Media_WithoutASettingOfItsOwn_LiesInTheOneAccount()
    {
        var connections = Connections(("RelayStorage:blobServiceUri", State));

        Assert.Equal(State, connections.Blobs().Uri.AbsoluteUri);
        Assert.Equal(State, connections.MediaBlobs().Uri.AbsoluteUri);
        Assert.True(connections.UsesIdentity);
    }

    [Fact]
    public void Media_WithAnAddressOfItsOwn_LiesThereAndNothingElseDoes()
    {
        var connections = Connections(("RelayStorage:blobServiceUri", State), ("RelayMedia:blobServiceUri", Media));

        Assert.Equal(State, connections.Blobs().Uri.AbsoluteUri);
        Assert.Equal(Media, connections.MediaBlobs().Uri.AbsoluteUri);
        Assert.True(connections.UsesIdentity);
    }

    [Fact]
    public async Task ServiceBus_SeveralNamespaces_AreKnownByTheirNumbers()
    {
        await using var namespaces = Connections(
            ("ServiceBusConnection2", "Endpoint=sb://two.example/;SharedAccessKeyName=a;SharedAccessKey=b"),
            ("ServiceBusConnection15:fullyQualifiedNamespace", "fifteen.example"),
            ("ServiceBusConnection16", "Endpoint=sb://sixteen.example/;SharedAccessKeyName=a;SharedAccessKey=b")).ServiceBus();

        Assert.Equal([2, 15], namespaces.Numbers);
        Assert.Equal(("two.example", "fifteen.example"), (namespaces[2].FullyQualifiedNamespace, namespaces[15].FullyQualifiedNamespace));
    }

    [Fact]
    public async Task ServiceBus_OneNamespace_HasNoNumberInItsSetting()
    {
        await using var namespaces = Connections(("ServiceBusConnection:fullyQualifiedNamespace", "one.example")).ServiceBus();

        Assert.Equal([0], namespaces.Numbers);
        Assert.Equal("one.example", namespaces[0].FullyQualifiedNamespace);
    }

    [Fact]
    public void ServiceBus_WithNone_SaysWhatToSet()
    {
        var missing = Assert.Throws<InvalidOperationException>(() => Connections().ServiceBus());

        Assert.Contains("ServiceBusConnection__fullyQualifiedNamespace", missing.Message);
    }

    [Theory]
    [InlineData("RelayMedia", "RelayStorage:blobServiceUri", State, false)]
    [InlineData("RelayStorage", "RelayMedia:blobServiceUri", Media, true)]
    public void Grants_AreSignedAsTheAccountOfMediaIsReached(string withKey, string withIdentity, string address, bool usesIdentity)
    {
        var connections = Connections((withKey, Local), (withIdentity, address));

        Assert.Equal(usesIdentity, connections.UsesIdentity);
        Assert.Equal(usesIdentity, connections.MediaBlobs().Uri.AbsoluteUri == address);
        Assert.Equal(!usesIdentity, connections.Blobs().Uri.AbsoluteUri == address);
    }

    [Fact]
    public void Media_WithNoStorageAtAll_SaysWhatToSet()
    {
        var missing = Assert.Throws<InvalidOperationException>(() => Connections().MediaBlobs());

        Assert.Contains("RelayStorage__blobServiceUri", missing.Message);
    }

    private static StorageConnections Connections(params (string Name, string Value)[] settings) =>
        new(new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(setting => setting.Name, setting => (string?)setting.Value)).Build());
}
