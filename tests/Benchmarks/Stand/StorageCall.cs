using Microsoft.AspNetCore.Http;

namespace Relay.Benchmarks.Stand;

/// <summary>A kind of call to storage.</summary>
/// <param name="Service">blob or table.</param>
/// <param name="Resource">The table or container.</param>
/// <param name="Method">The HTTP method.</param>
internal readonly record struct StorageCall(string Service, string Resource, string Method)
{
    /// <summary>The kind of a request: <c>/account/Table(PartitionKey=…)</c> or <c>/account/container/blob</c>.</summary>
    public static StorageCall Of(string service, HttpRequest request)
    {
        var resource = request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries).ElementAtOrDefault(1) ?? "";
        var keys = resource.IndexOf('(', StringComparison.Ordinal);
        return new StorageCall(service, keys < 0 ? resource : resource[..keys], request.Method);
    }
}
