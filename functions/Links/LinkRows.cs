using System.Text.Json;
using System.Text.Json.Serialization;
using Azure.Data.Tables;
using Relay.Functions.People;

namespace Relay.Functions.Links;

/// <summary>Rows of links that are not made yet: addresses, keys and signatures are sealed; the rest names nobody.</summary>
internal static class LinkRows
{
    /// <summary>When a row, of whatever kind, is of no use any more.</summary>
    public const string ExpiresColumn = "Expires";

    private const string SealedColumn = "Sealed";
    private const string CodeColumn = "Code";
    private const string TriesColumn = "Tries";
    private const string ConfirmedColumn = "Confirmed";
    private const string AskedColumn = "Asked";

    public static TableEntity Write(PendingLink link, string partition, string rowKey, AddressKeys keys)
    {
        var ends = new LinkEnds(link.Id, link.Asker, link.Asked, link.AskerKey, link.AskedKey, link.AskerSignature, link.AskedSignature);
        return new TableEntity(partition, rowKey)
        {
            [SealedColumn] = keys.Seal(JsonSerializer.SerializeToUtf8Bytes(ends, LinkRowJson.Default.LinkEnds), rowKey),
            [CodeColumn] = link.Code,
            [TriesColumn] = link.Tries,
            [ConfirmedColumn] = link.IsConfirmed,
            [AskedColumn] = link.AskedAt,
            [ExpiresColumn] = link.ExpiresAt,
        };
    }

    public static PendingLink Read(TableEntity row, AddressKeys keys)
    {
        var ends = JsonSerializer.Deserialize(keys.Open(row.GetBinary(SealedColumn), row.RowKey), LinkRowJson.Default.LinkEnds)!;
        return new PendingLink(
            ends.Id, ends.Asker, ends.Asked, ends.AskerKey, ends.AskedKey, row.GetBinary(CodeColumn), row.GetDateTimeOffset(AskedColumn)!.Value, row.GetDateTimeOffset(ExpiresColumn)!.Value)
        {
            Tries = row.GetInt32(TriesColumn)!.Value,
            IsConfirmed = row.GetBoolean(ConfirmedColumn)!.Value,
            AskerSignature = ends.AskerSignature,
            AskedSignature = ends.AskedSignature,
            ETag = row.ETag,
        };
    }
}

/// <summary>What is sealed of a link that is not made yet.</summary>
internal sealed record LinkEnds(Guid Id, Address Asker, Address Asked, byte[] AskerKey, byte[] AskedKey, byte[]? AskerSignature, byte[]? AskedSignature);

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(LinkEnds))]
internal sealed partial class LinkRowJson : JsonSerializerContext;
