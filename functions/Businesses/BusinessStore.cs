using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using Azure;
using Azure.Data.Tables;
using Relay.Functions.People;

namespace Relay.Functions.Businesses;

/// <summary>Verified businesses in Table storage, one row each. Their accounts name users and are sealed.</summary>
public sealed class BusinessStore(TableClient table, AddressKeys keys)
{
    private const string Partition = "business";
    private const string RecordColumn = "Record";
    private const string AccountsColumn = "Accounts";
    private const string SealPurpose = "business ";

    /// <summary>The business of this name, or null.</summary>
    /// <exception cref="RequestFailedException">Table storage did not answer or refused.</exception>
    public async Task<BusinessRecord?> FindAsync(string name, CancellationToken cancel)
    {
        var row = await table.GetEntityIfExistsAsync<TableEntity>(Partition, name, cancellationToken: cancel);
        return row.HasValue ? Read(row.Value!) : null;
    }

    /// <summary>All of them.</summary>
    /// <exception cref="RequestFailedException">Table storage did not answer or refused.</exception>
    public async IAsyncEnumerable<BusinessRecord> ListAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var row in table.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {Partition}"), cancellationToken: cancel))
            yield return Read(row);
    }

    /// <summary>Writes a business, whatever is there.</summary>
    /// <exception cref="RequestFailedException">Table storage did not answer or refused.</exception>
    public Task PutAsync(BusinessRecord business, CancellationToken cancel) => table.UpsertEntityAsync(Row(business), TableUpdateMode.Replace, cancel);

    /// <summary>Writes a business unless it has changed since it was read; false when it has.</summary>
    /// <exception cref="RequestFailedException">Table storage did not answer or refused.</exception>
    public async Task<bool> TryUpdateAsync(BusinessRecord business, CancellationToken cancel)
    {
        try
        {
            await table.UpdateEntityAsync(Row(business), business.ETag, TableUpdateMode.Replace, cancel);
            return true;
        }
        catch (RequestFailedException changed) when (changed.Status is 404 or 412)
        {
            return false;
        }
    }

    /// <summary>Removes a business; one that is gone stays so.</summary>
    /// <exception cref="RequestFailedException">Table storage did not answer or refused.</exception>
    public Task RemoveAsync(string name, CancellationToken cancel) => table.DeleteEntityAsync(Partition, name, cancellationToken: cancel);

    private TableEntity Row(BusinessRecord business) => new(Partition, business.Name)
    {
        [RecordColumn] = JsonSerializer.Serialize(
            new StoredBusiness(business.DisplayName, business.About, business.Website, business.Picture, business.Verified, business.ChangedAt), BusinessRowJson.Default.StoredBusiness),
        [AccountsColumn] = keys.Seal(JsonSerializer.SerializeToUtf8Bytes(business.Accounts, BusinessRowJson.Default.IReadOnlyListBusinessAccount), SealPurpose + business.Name),
    };

    private BusinessRecord Read(TableEntity row)
    {
        var stored = JsonSerializer.Deserialize(row.GetString(RecordColumn), BusinessRowJson.Default.StoredBusiness)!;
        var accounts = JsonSerializer.Deserialize(keys.Open(row.GetBinary(AccountsColumn), SealPurpose + row.RowKey), BusinessRowJson.Default.IReadOnlyListBusinessAccount)!;
        return new BusinessRecord(row.RowKey, stored.DisplayName, accounts, stored.Verified)
        {
            About = stored.About,
            Website = stored.Website,
            Picture = stored.Picture,
            ChangedAt = stored.ChangedAt,
            ETag = row.ETag,
        };
    }
}

/// <summary>A business as its row has it in the clear: what it shows to every partner.</summary>
internal sealed record StoredBusiness(string DisplayName, string? About, Uri? Website, Uri? Picture, BusinessVerification Verified, DateTimeOffset ChangedAt);

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StoredBusiness))]
[JsonSerializable(typeof(IReadOnlyList<BusinessAccount>))]
internal sealed partial class BusinessRowJson : JsonSerializerContext;
