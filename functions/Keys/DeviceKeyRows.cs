using System.Buffers.Binary;
using System.Globalization;
using System.Text.Json;
using Azure.Data.Tables;

namespace Relay.Functions.Keys;

/// <summary>
/// A device's row and its pages of one-time KEM keys, in the partition that has the name of the user's row. The device's row is under
/// 20 KB, of which the largest part are 200 Curve25519 keys.
/// </summary>
internal static class DeviceKeyRows
{
    public const string IdentityKeyColumn = "IdentityKey";
    public const string RegistrationIdColumn = "RegistrationId";
    public const string AtColumn = "At";

    /// <summary>Names of devices' rows are at or above this,</summary>
    public const string FirstDevice = "d-";

    /// <summary>and below this.</summary>
    public const string AfterDevices = "e";

    private const string SignedPreKeyColumn = "SignedPreKey";
    private const string LastResortColumn = "LastResort";
    private const string PreKeysColumn = "PreKeys";
    private const string PagesColumn = "Pages";
    private const string SpentPageColumn = "SpentPage";
    private const string NextPageColumn = "NextPage";
    private const string HighestPreKeyColumn = "HighestPreKey";
    private const string HighestKyberColumn = "HighestKyber";
    private const string LastBatchColumn = "LastBatch";
    private const string EarlierBatchesColumn = "EarlierBatches";
    private const string TakesColumn = "Takes";
    private const string ContentColumn = "Keys";
    private const int PageEntryBytes = 10;

    public static string OfDevice(int device) => string.Create(CultureInfo.InvariantCulture, $"{FirstDevice}{device:D3}");

    public static string OfPage(int device, long number) => string.Create(CultureInfo.InvariantCulture, $"k-{device:D3}-{number:D18}");

    public static int DeviceOf(string rowKey) => int.Parse(rowKey.AsSpan(FirstDevice.Length), NumberStyles.None, CultureInfo.InvariantCulture);

    public static TableEntity Page(string user, int device, long number, byte[] content) => new(user, OfPage(device, number)) { [ContentColumn] = content };

    public static byte[] Content(TableEntity page) => page.GetBinary(ContentColumn);

    public static TableEntity Write(string user, DeviceKeys keys)
    {
        var row = new TableEntity(user, OfDevice(keys.Device))
        {
            [IdentityKeyColumn] = keys.IdentityKey,
            [RegistrationIdColumn] = keys.RegistrationId,
            [SignedPreKeyColumn] = PackedKeys.Pack(keys.SignedPreKey),
            [PreKeysColumn] = keys.PreKeys,
            [PagesColumn] = Pack(keys.Pages),
            [NextPageColumn] = keys.NextPage,
            [HighestPreKeyColumn] = keys.HighestPreKey,
            [HighestKyberColumn] = keys.HighestKyber,
            [EarlierBatchesColumn] = keys.EarlierBatches,
            [TakesColumn] = JsonSerializer.Serialize(keys.Takes, KeysJson.Default.DailyTakes),
            [AtColumn] = keys.At,
        };
        if (keys.LastResort is { } lastResort)
            row[LastResortColumn] = PackedKeys.Pack(lastResort);
        if (keys.SpentPage is { } spent)
            row[SpentPageColumn] = spent;
        if (keys.LastBatch is { } batch)
            row[LastBatchColumn] = batch;
        return row;
    }

    public static DeviceKeys Read(TableEntity row) => new(
        DeviceOf(row.RowKey), row.GetBinary(IdentityKeyColumn), row.GetInt32(RegistrationIdColumn)!.Value, PackedKeys.Signed(row.GetBinary(SignedPreKeyColumn)))
    {
        LastResort = row.GetBinary(LastResortColumn) is { } lastResort ? PackedKeys.Signed(lastResort) : null,
        PreKeys = row.GetBinary(PreKeysColumn),
        Pages = [.. Pages(row.GetBinary(PagesColumn))],
        SpentPage = row.GetInt64(SpentPageColumn),
        NextPage = row.GetInt64(NextPageColumn)!.Value,
        HighestPreKey = row.GetInt32(HighestPreKeyColumn)!.Value,
        HighestKyber = row.GetInt32(HighestKyberColumn)!.Value,
        LastBatch = row.GetBinary(LastBatchColumn),
        EarlierBatches = row.GetBinary(EarlierBatchesColumn),
        Takes = JsonSerializer.Deserialize(row.GetString(TakesColumn), KeysJson.Default.DailyTakes)!,
        At = row.GetDateTimeOffset(AtColumn)!.Value,
        ETag = row.ETag,
    };

    private static byte[] Pack(KyberPage[] pages)
    {
        var bytes = new byte[pages.Length * PageEntryBytes];
        for (var i = 0; i < pages.Length; i++)
        {
            var entry = bytes.AsSpan(i * PageEntryBytes);
            BinaryPrimitives.WriteInt64BigEndian(entry, pages[i].Number);
            (entry[8], entry[9]) = (pages[i].Next, pages[i].Count);
        }

        return bytes;
    }

    private static List<KyberPage> Pages(ReadOnlySpan<byte> bytes)
    {
        var pages = new List<KyberPage>(bytes.Length / PageEntryBytes);
        for (; bytes.Length >= PageEntryBytes; bytes = bytes[PageEntryBytes..])
            pages.Add(new KyberPage(BinaryPrimitives.ReadInt64BigEndian(bytes), bytes[8], bytes[9]));
        return pages;
    }
}
