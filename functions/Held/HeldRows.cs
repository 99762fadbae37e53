using Azure.Data.Tables;
using Relay.Functions.Queue;

namespace Relay.Functions.Held;

/// <summary>How a <see cref="HeldRecord"/> lies in its row.</summary>
internal static class HeldRows
{
    /// <summary>The row. Doubt is written only when there is some: rows are merged, and doubt once noted stays.</summary>
    public static TableEntity Write(HeldRecord record)
    {
        var row = new TableEntity(record.Partner, record.Key)
        {
            [nameof(HeldRecord.Reason)] = (int)record.Reason,
            [nameof(HeldRecord.HeldAt)] = record.HeldAt,
            [nameof(HeldRecord.Bytes)] = record.Bytes,
            [nameof(HeldRecord.Attempts)] = record.Attempts,
            [nameof(HeldRecord.Replays)] = record.Replays,
            [nameof(HeldRecord.Sender)] = record.Sender,
            [nameof(HeldRecord.Id)] = record.Id,
            [nameof(HeldRecord.Class)] = (int)record.Class,
            [nameof(HeldRecord.Lane)] = record.Lane,
            [nameof(HeldRecord.AcceptedAt)] = record.AcceptedAt,
            [nameof(HeldRecord.ExpiresAt)] = record.ExpiresAt,
            [nameof(HeldRecord.Queue)] = record.Queue,
            [nameof(HeldRecord.SequenceNumber)] = record.SequenceNumber,
            [nameof(HeldRecord.Sha256)] = record.Sha256,
            [nameof(HeldRecord.FromTag)] = record.FromTag,
            [nameof(HeldRecord.ToTag)] = record.ToTag,
        };
        if (record.InDoubt)
            row[nameof(HeldRecord.InDoubt)] = true;
        return row;
    }

    /// <summary>The record of a row.</summary>
    public static HeldRecord Read(TableEntity row) => new(row.PartitionKey, row.RowKey)
    {
        Reason = (HeldReason)row.GetInt32(nameof(HeldRecord.Reason))!.Value,
        HeldAt = row.GetDateTimeOffset(nameof(HeldRecord.HeldAt))!.Value,
        Bytes = row.GetInt64(nameof(HeldRecord.Bytes))!.Value,
        Attempts = row.GetInt32(nameof(HeldRecord.Attempts))!.Value,
        Replays = row.GetInt32(nameof(HeldRecord.Replays))!.Value,
        InDoubt = row.GetBoolean(nameof(HeldRecord.InDoubt)) ?? false,
        Sender = row.GetString(nameof(HeldRecord.Sender)),
        Id = row.GetGuid(nameof(HeldRecord.Id)),
        Class = (EnvelopeClass)row.GetInt32(nameof(HeldRecord.Class))!.Value,
        Lane = row.GetString(nameof(HeldRecord.Lane)),
        AcceptedAt = row.GetDateTimeOffset(nameof(HeldRecord.AcceptedAt)),
        ExpiresAt = row.GetDateTimeOffset(nameof(HeldRecord.ExpiresAt)),
        Queue = row.GetString(nameof(HeldRecord.Queue)),
        SequenceNumber = row.GetInt64(nameof(HeldRecord.SequenceNumber)),
        Sha256 = row.GetString(nameof(HeldRecord.Sha256)),
        FromTag = row.GetString(nameof(HeldRecord.FromTag)),
        ToTag = row.GetString(nameof(HeldRecord.ToTag)),
        ETag = row.ETag,
    };
}
