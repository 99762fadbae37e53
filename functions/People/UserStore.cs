using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.Options;
using Relay.Functions.Hosting;

namespace Relay.Functions.People;

/// <summary>
/// Users in Table storage, a partition for each partner. The row key is a keyed hash of the user id: who reads the table
/// without the key does not learn who takes part.
/// </summary>
public sealed class UserStore(TableClient table, IOptions<RelayOptions> options)
{
    private readonly byte[] _addressKey = options.Value.AddressKeyBytes();

    /// <summary>The user, or null.</summary>
    /// <exception cref="RequestFailedException">Table storage did not answer or refused.</exception>
    public async Task<UserRecord?> FindAsync(string partner, string user, CancellationToken cancel)
    {
        var row = await table.GetEntityIfExistsAsync<TableEntity>(partner, RowKey(partner, user), cancellationToken: cancel);
        return row.HasValue ? Read(row.Value!) : null;
    }

    /// <summary>Writes a user.</summary>
    /// <exception cref="RequestFailedException">Table storage did not answer or refused.</exception>
    public Task PutAsync(string partner, string user, UserRecord record, CancellationToken cancel) =>
        table.UpsertEntityAsync(
            new TableEntity(partner, RowKey(partner, user))
            {
                ["OptedIn"] = record.OptedIn,
                ["Partners"] = string.Join(' ', record.Partners),
                ["Devices"] = string.Join(' ', record.Devices.Select(device => string.Create(CultureInfo.InvariantCulture, $"{device.Device}:{device.RegistrationId}"))),
            },
            TableUpdateMode.Replace,
            cancel);

    /// <summary>The hash that chooses a user's lane (<see cref="UserRecord.AddressHash"/>), of any user, known or not.</summary>
    public uint AddressHashOf(string partner, string user) => AddressHash(RowKey(partner, user));

    private static UserRecord Read(TableEntity row) => new(
        row.GetBoolean("OptedIn") ?? false,
        row.GetString("Partners").Split(' ', StringSplitOptions.RemoveEmptyEntries),
        [.. row.GetString("Devices").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(ReadDevice)])
    {
        AddressHash = AddressHash(row.RowKey),
    };

    private static uint AddressHash(string rowKey) => uint.Parse(rowKey.AsSpan(0, 8), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    private static UserDevice ReadDevice(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return new UserDevice(int.Parse(text.AsSpan(0, colon), CultureInfo.InvariantCulture), int.Parse(text.AsSpan(colon + 1), CultureInfo.InvariantCulture));
    }

    private string RowKey(string partner, string user)
    {
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_addressKey, Encoding.UTF8.GetBytes($"{partner}\0{user}"), mac);
        return Convert.ToHexString(mac);
    }
}
