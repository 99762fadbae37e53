using Azure.Core;
using Azure.Core.Pipeline;

namespace Relay.Functions.Telemetry;

/// <summary>Counts the requests to a store, each retry by itself: what storage is billed by.</summary>
internal sealed class StorageCounting(RelayMetrics metrics, string store) : HttpPipelineSynchronousPolicy
{
    public const string Tables = "tables";
    public const string Blobs = "blobs";

    public override void OnSendingRequest(HttpMessage message)
    {
        var request = message.Request;
        metrics.StorageCalled(store, OperationOf(store, request.Method, request.Uri.Path, request.Uri.Query));
    }

    /// <summary>The kind of a request, as the price list of storage tells them apart.</summary>
    public static string OperationOf(string store, RequestMethod method, string path, string query)
    {
        if (method == RequestMethod.Delete)
            return "delete";
        if (method != RequestMethod.Get && method != RequestMethod.Head)
            return "write";

        // An entity is read by its keys in brackets; without them a table is queried.
        var isList = store == Tables ? !path.Contains("(PartitionKey", StringComparison.OrdinalIgnoreCase) : query.Contains("comp=list", StringComparison.Ordinal);
        return isList ? "list" : "read";
    }
}
