using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using Azure;
using Azure.Data.Tables;
using Relay.Signatures;

namespace Relay.Functions.Partners;

/// <summary>Partners in Table storage: one row each, and a row for each key id that says whose it is.</summary>
public sealed class PartnerStore(TableClient partners, TableClient keys) : IPartnerList
{
    private const string Partition = "partner";
    private const string KeyRow = "key";

    /// <summary>The partner of this name, or null.</summary>
    /// <exception cref="RequestFailedException">Table storage did not answer or refused.</exception>
    public async Task<PartnerRecord?> FindAsync(string name, CancellationToken cancel)
    {
        var row = await partners.GetEntityIfExistsAsync<TableEntity>(Partition, name, cancellationToken: cancel);
        return row.HasValue ? Read(row.Value!) : null;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<PartnerRecord> ListAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var row in partners.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {Partition}"), cancellationToken: cancel))
            yield return Read(row);
    }

    /// <summary>The name of the partner that a key id belongs to, or null.</summary>
    /// <exception cref="RequestFailedException">Table storage did not answer or refused.</exception>
    public async Task<string?> FindKeyOwnerAsync(string keyId, CancellationToken cancel)
    {
        var row = await keys.GetEntityIfExistsAsync<TableEntity>(keyId, KeyRow, cancellationToken: cancel);
        return row.HasValue ? row.Value!.GetString("Partner") : null;
    }

    /// <summary>Claims a key id for a partner; false when another partner has it.</summary>
    /// <exception cref="RequestFailedException">Table storage did not answer or refused.</exception>
    public async Task<bool> ClaimKeyAsync(string keyId, string partner, CancellationToken cancel)
    {
        try
        {
            await keys.AddEntityAsync(new TableEntity(keyId, KeyRow) { ["Partner"] = partner }, cancel);
            return true;
        }
        catch (RequestFailedException taken) when (taken.Status == 409)
        {
            return await FindKeyOwnerAsync(keyId, cancel) == partner;
        }
    }

    /// <summary>Writes a partner; true when it is new.</summary>
    /// <exception cref="RequestFailedException">Table storage did not answer or refused.</exception>
    public async Task<bool> PutAsync(PartnerRecord partner, CancellationToken cancel)
    {
        var row = new TableEntity(Partition, partner.Name)
        {
            ["Status"] = partner.Status.ToString(),
            ["Endpoint"] = partner.Endpoint?.AbsoluteUri ?? "",
            ["Keys"] = JsonSerializer.Serialize(partner.Keys, PartnerRows.Default.IReadOnlyListJsonWebKey),
            ["Capabilities"] = string.Join(' ', partner.Capabilities),
            ["Lanes"] = partner.Lanes,
            ["Mode"] = partner.Mode.ToString(),
            ["Epoch"] = partner.Epoch,
            ["PreviousLanes"] = partner.PreviousLanes,
            ["EpochSince"] = partner.EpochSince.UtcTicks,
        };
        if (partner.Territories.Count > 0)
            row["Territories"] = string.Join(' ', partner.Territories);
        row["Protocols"] = string.Join(' ', partner.Protocols);
        if (partner.Floors.Count > 0)
            row["Floors"] = JsonSerializer.Serialize(partner.Floors, PartnerRows.Default.IReadOnlyListPartnerFloor);
        if (partner.SenderCertificateRoots.Count > 0)
            row["SenderCertificateRoots"] = string.Join(' ', partner.SenderCertificateRoots.Select(Convert.ToBase64String));
        if (partner.Events is { } events)
            row["Events"] = events.AbsoluteUri;
        try
        {
            await partners.AddEntityAsync(row, cancel);
            return true;
        }
        catch (RequestFailedException exists) when (exists.Status == 409)
        {
            await partners.UpsertEntityAsync(row, TableUpdateMode.Replace, cancel);
            return false;
        }
    }

    private static PartnerRecord Read(TableEntity row) => new(
        row.RowKey,
        Enum.Parse<PartnerStatus>(row.GetString("Status")),
        row.GetString("Endpoint") is { Length: > 0 } endpoint ? new Uri(endpoint) : null,
        JsonSerializer.Deserialize(row.GetString("Keys"), PartnerRows.Default.IReadOnlyListJsonWebKey) ?? [],
        row.GetString("Capabilities").Split(' ', StringSplitOptions.RemoveEmptyEntries),
        row.GetInt32("Lanes") ?? 1)
    {
        Mode = Enum.Parse<DeliveryMode>(row.GetString("Mode") ?? nameof(DeliveryMode.Push)),
        Epoch = row.GetInt32("Epoch") ?? PartnerRecord.FirstEpoch,
        PreviousLanes = row.GetInt32("PreviousLanes") ?? 0,
        EpochSince = new DateTimeOffset(row.GetInt64("EpochSince") ?? 0, TimeSpan.Zero),
        Territories = (row.GetString("Territories") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries),
        Protocols = row.GetString("Protocols") is { } protocols ? protocols.Split(' ') : PartnerRecord.DefaultProtocols,
        Floors = row.GetString("Floors") is { } floors ? JsonSerializer.Deserialize(floors, PartnerRows.Default.IReadOnlyListPartnerFloor) ?? [] : [],
        SenderCertificateRoots =
            [.. (row.GetString("SenderCertificateRoots") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Convert.FromBase64String)],
        Events = row.GetString("Events") is { } events ? new Uri(events) : null,
    };
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(IReadOnlyList<JsonWebKey>))]
[JsonSerializable(typeof(IReadOnlyList<PartnerFloor>))]
internal sealed partial class PartnerRows : JsonSerializerContext;
