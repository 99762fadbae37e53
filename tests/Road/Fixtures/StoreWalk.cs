using System.Text;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Relay.Functions.Storage;

namespace Relay.Road.Tests.Fixtures;

/// <summary>Looks through every table and every blob of a relay for traces of somebody.</summary>
internal static class StoreWalk
{
    /// <summary>
    /// Where any of the needles is: <c>table/partition/row</c> or <c>container/blob</c>. Keys and names, texts and bytes are looked
    /// through; texts without regard to case, and for the base64 of needles too.
    /// </summary>
    public static async Task<IReadOnlyList<string>> FindAsync(string connection, params byte[][] needles)
    {
        var found = new List<string>();
        foreach (var name in StoreNames.Tables)
        {
            await foreach (var row in new TableClient(connection, name).QueryAsync<TableEntity>())
            {
                if (row.Any(column => Has(column.Key, needles) || Has(column.Value, needles)))
                    found.Add($"{name}/{row.PartitionKey}/{row.RowKey}");
            }
        }

        foreach (var name in StoreNames.Containers)
        {
            var container = new BlobContainerClient(connection, name);
            await foreach (var blob in container.GetBlobsAsync(Azure.Storage.Blobs.Models.BlobTraits.Metadata))
            {
                // What other tests park goes while this looks.
                if (await container.ReadAsync(blob.Name, CancellationToken.None) is not { } content)
                    continue;
                if (Has(blob.Name, needles) || Has(content.ToArray(), needles) || blob.Metadata.Values.Any(value => Has(value, needles)))
                    found.Add($"{name}/{blob.Name}");
            }
        }

        return found;
    }

    private static bool Has(object? value, byte[][] needles) => value switch
    {
        null => false,
        byte[] bytes => needles.Any(needle => bytes.AsSpan().IndexOf(needle) >= 0),
        BinaryData data => Has(data.ToArray(), needles),
        _ => needles.Any(needle =>
            $"{value}".Contains(Encoding.Latin1.GetString(needle), StringComparison.OrdinalIgnoreCase)
            || $"{value}".Contains(Convert.ToBase64String(needle).TrimEnd('=')[..^1], StringComparison.Ordinal)),
    };
}
