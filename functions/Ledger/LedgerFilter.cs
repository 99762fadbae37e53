using Azure.Data.Tables;

namespace Relay.Functions.Ledger;

/// <summary>Writes a <see cref="LedgerRange"/> as a filter of Table storage.</summary>
internal static class LedgerFilter
{
    // The character after the dot that ends a recipient's name in a key.
    private const string AfterDot = "/";

    public static string Of(LedgerRange range)
    {
        var filter = range.From == range.To
            ? TableClient.CreateQueryFilter($"PartitionKey eq {range.From}")
            : TableClient.CreateQueryFilter($"PartitionKey ge {range.From} and PartitionKey le {range.To}");
        if (range.After is { } after)
            filter += TableClient.CreateQueryFilter($" and (PartitionKey gt {range.From} or RowKey gt {after})");
        if (range.Recipient is { } recipient)
            filter += TableClient.CreateQueryFilter($" and RowKey ge {recipient + "."} and RowKey lt {recipient + AfterDot}");
        if (range.Lane is { } lane)
            filter += TableClient.CreateQueryFilter($" and (Lane eq {lane} or Epoch lt {range.Epoch})");
        if (range.WrittenBefore is { } before)
            filter += TableClient.CreateQueryFilter($" and Timestamp lt {before}");
        return filter;
    }
}
