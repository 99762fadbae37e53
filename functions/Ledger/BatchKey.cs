using System.Globalization;
using Relay.Functions.Queue;

namespace Relay.Functions.Ledger;

/// <summary>
/// Names a batch in the ledger. Its row lies in the partition of the sending partner and the second of acceptance (a partition
/// takes some 2,000 rows a second). Neither lane nor epoch is part of the name: an envelope that is sent again by an operator
/// into another lane ends in the same row.
/// <code>
/// partition     {sender}.{second}
/// batch         {recipient}.{acceptedAt ms}-{root}
/// id index      {recipient}.~{acceptedAt ms}-{root}.{hash of ids}    in the second of the ids
/// announcement  ~{recipient}.{acceptedAt ms}-{root}.{hash of ids}    in the second of the end
/// </code>
/// </summary>
/// <param name="Sender">The sending partner.</param>
/// <param name="Recipient">The recipient's partner.</param>
/// <param name="AcceptedAt">Whole milliseconds.</param>
/// <param name="Root">The batch's id before the mark of its slices.</param>
internal readonly record struct BatchKey(string Sender, string Recipient, DateTimeOffset AcceptedAt, string Root)
{
    private const string SecondFormat = "yyyyMMddHHmmss";
    private const char SliceMark = '.';
    private const char Mark = '~';
    private const int TimeDigits = 15;

    /// <summary>The partition of the batch's row.</summary>
    public string Partition => PartitionOf(Sender, AcceptedAt);

    /// <summary>The batch's row.</summary>
    public string RowKey => $"{Recipient}.{Tail}";

    private string Tail => string.Create(CultureInfo.InvariantCulture, $"{AcceptedAt.ToUnixTimeMilliseconds():D15}-{Root}");

    /// <summary>The batch of a packed message, whole or sliced.</summary>
    public static BatchKey Of(in PackedHead head)
    {
        var slice = head.Batch.IndexOf(SliceMark, StringComparison.Ordinal);
        var acceptedAt = DateTimeOffset.FromUnixTimeMilliseconds(head.AcceptedAt.ToUnixTimeMilliseconds());
        return new BatchKey(head.Sender, head.Lane.Partner, acceptedAt, slice < 0 ? head.Batch : head.Batch[..slice]);
    }

    /// <summary>The batch that a row of any kind is of.</summary>
    public static BatchKey Parse(string sender, string rowKey)
    {
        var key = rowKey.AsSpan().TrimStart(Mark);
        var dot = key.IndexOf('.');
        var tail = key[(dot + 1)..].TrimStart(Mark);
        var root = tail[(TimeDigits + 1)..];
        var hash = root.IndexOf('.');
        return new BatchKey(
            sender,
            key[..dot].ToString(),
            DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(tail[..TimeDigits], CultureInfo.InvariantCulture)),
            (hash < 0 ? root : root[..hash]).ToString());
    }

    /// <summary>The sending partner of a partition.</summary>
    public static string SenderOf(string partition) => partition[..partition.IndexOf('.', StringComparison.Ordinal)];

    /// <summary>The second of a partition.</summary>
    public static DateTimeOffset SecondOf(string partition) => DateTimeOffset.ParseExact(
        partition.AsSpan(partition.IndexOf('.', StringComparison.Ordinal) + 1), SecondFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    /// <summary>The partition of a sending partner and a second.</summary>
    public static string PartitionOf(string sender, DateTimeOffset time) =>
        $"{sender}.{time.UtcDateTime.ToString(SecondFormat, CultureInfo.InvariantCulture)}";

    /// <summary>Whether a row announces ends.</summary>
    public static bool IsAnnouncement(string rowKey) => rowKey[0] == Mark;

    /// <summary>Whether a row leads from the time of ids to their batch.</summary>
    public static bool IsIndex(string rowKey) => rowKey[0] != Mark && rowKey[rowKey.IndexOf('.', StringComparison.Ordinal) + 1] == Mark;

    /// <summary>The row that leads from the time of these ids to the batch.</summary>
    public string IndexKey(IReadOnlyCollection<Guid> ids) => $"{Recipient}.{Mark}{Tail}.{Hash(ids)}";

    /// <summary>The row that announces the end of these ids.</summary>
    public string AnnouncementKey(IReadOnlyCollection<Guid> ids) => $"{Mark}{RowKey}.{Hash(ids)}";

    // Two writes of the same ids are one row, two of others are two.
    private static string Hash(IReadOnlyCollection<Guid> ids)
    {
        // In one piece: appended piece by piece, System.IO.Hashing 6.0.0 gave other ids the same hash.
        var bytes = new byte[ids.Count * 16];
        var rest = bytes.AsSpan();
        foreach (var id in ids)
        {
            id.TryWriteBytes(rest, bigEndian: true, out _);
            rest = rest[16..];
        }

        return ContentHash.Of(bytes).ToString("x16", CultureInfo.InvariantCulture);
    }
}
