using Azure.Core;
using Relay.Functions.Telemetry;

namespace Relay.Functions.Tests.Telemetry;

/// <summary>Kinds of requests to storage, as they are billed.</summary>
public sealed class StorageCountingTests
{
    [Theory]
    [InlineData("tables", "GET", "/account/lanes(PartitionKey='a',RowKey='b')", "", "read")]
    [InlineData("tables", "GET", "/account/lanes()", "?$filter=PartitionKey%20eq%20'a'", "list")]
    [InlineData("tables", "POST", "/account/$batch", "", "write")]
    [InlineData("tables", "PATCH", "/account/lanes(PartitionKey='a',RowKey='b')", "", "write")]
    [InlineData("tables", "DELETE", "/account/lanes(PartitionKey='a',RowKey='b')", "", "delete")]
    [InlineData("blobs", "GET", "/parked/a", "", "read")]
    [InlineData("blobs", "HEAD", "/parked/a", "", "read")]
    [InlineData("blobs", "GET", "/parked", "?restype=container&comp=list", "list")]
    [InlineData("blobs", "PUT", "/parked/a", "", "write")]
    [InlineData("blobs", "DELETE", "/parked/a", "", "delete")]
    public void OperationOf_ARequest_IsItsKind(string store, string method, string path, string query, string expected) =>
        Assert.Equal(expected, StorageCounting.OperationOf(store, RequestMethod.Parse(method), path, query));
}
