using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using Azure;
using Azure.Data.Tables;
using Relay.Functions.Agreements;
using Relay.Functions.Deliver;
using Relay.Signatures;

namespace Relay.Functions.Partners;

/// <summary>What came of writing a partner.</summary>
public enum PartnerWrite
{
    /// <summary>It is new.</summary>
    Created,

    /// <summary>It stands in place of what was there.</summary>
    Replaced,

    /// <summary>Another has changed it since it was read; nothing was written.</summary>
    Changed,
}

/// <summary>Partners in Table storage: one row each, and a row for each key id that says whose it is.</summary>
public sealed class PartnerStore(TableClient partners, TableClient keys) : IPartnerList
{
    private const string Partition = "partner";
    private const string KeyRow = "key";
    private const int MostTries = 10;

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

    /// <summary>
    /// Changes a partner's keys and nothing else. The change is asked again when another writer came first; null from it leaves all
    /// as it is. Gives the partner as it is then, or null when there is none or writers came first again and again.
    /// </summary>
    /// <exception cref="RequestFailedException">Table storage did not answer or refused.</exception>
    public async Task<PartnerRecord?> ChangeKeysAsync(string name, Func<PartnerRecord, IReadOnlyList<JsonWebKey>?> change, CancellationToken cancel)
    {
        for (var tries = 0; tries < MostTries; tries++)
        {
            var found = await partners.GetEntityIfExistsAsync<TableEntity>(Partition, name, cancellationToken: cancel);
            if (!found.HasValue)
                return null;

            var row = found.Value!;
            var present = Read(row);
            if (change(present) is not { } wanted)
                return present;

            row["Keys"] = JsonSerializer.Serialize(wanted, PartnerRows.Default.IReadOnlyListJsonWebKey);
            try
            {
                await partners.UpdateEntityAsync(row, row.ETag, TableUpdateMode.Replace, cancel);
                return Read(row);
            }
            catch (RequestFailedException changed) when (changed.Status == 412)
            {
                // Read again: the change must hold for what is there now.
            }
        }

        return null;
    }

    /// <summary>Writes a partner. One that was read (<see cref="PartnerRecord.Version"/>) is written only over what was read.</summary>
    /// <exception cref="RequestFailedException">Table storage did not answer or refused.</exception>
    public async Task<PartnerWrite> PutAsync(PartnerRecord partner, CancellationToken cancel)
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
            ["Namespaces"] = string.Join(' ', partner.Namespaces),
            ["PreviousLanes"] = partner.PreviousLanes,
            ["PreviousNamespaces"] = string.Join(' ', partner.PreviousNamespaces),
            ["EpochSince"] = partner.EpochSince.UtcTicks,
        };
        if (partner.Territories.Count > 0)
            row["Territories"] = string.Join(' ', partner.Territories);
        row["Protocols"] = string.Join(' ', partner.Protocols);
        if (partner.Floors.Count > 0)
            row["Floors"] = JsonSerializer.Serialize(partner.Floors, PartnerRows.Default.IReadOnlyListPartnerFloor);
        if (partner.SenderCertificateRoots.Count > 0)
            row["SenderCertificateRoots"] = string.Join(' ', partner.SenderCertificateRoots.Select(Convert.ToBase64String));
        if (partner.Tls is { } tls)
        {
            row["ClientCertificate"] = tls.Certificate ?? "";
            row["EndpointTrust"] = JsonSerializer.Serialize(tls.Roots, PartnerRows.Default.IReadOnlyListString);
        }

        if (partner.Events is { } events)
            row["Events"] = events.AbsoluteUri;
        row["Agreement"] = JsonSerializer.SerializeToUtf8Bytes(partner.Agreement, AgreementRowJson.Default.AgreementRecord);
        try
        {
            if (partner.Version != default)
            {
                await partners.UpdateEntityAsync(row, partner.Version, TableUpdateMode.Replace, cancel);
                return PartnerWrite.Replaced;
            }

            await partners.AddEntityAsync(row, cancel);
            return PartnerWrite.Created;
        }
        catch (RequestFailedException changed) when (changed.Status is 404 or 409 or 412)
        {
            return PartnerWrite.Changed;
        }
    }

    private static IReadOnlyList<int> ReadNamespaces(string? numbers) =>
        numbers is null ? PartnerRecord.FirstNamespace : [.. numbers.Split(' ').Select(number => int.Parse(number, CultureInfo.InvariantCulture))];

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
        Namespaces = ReadNamespaces(row.GetString("Namespaces")),
        PreviousLanes = row.GetInt32("PreviousLanes") ?? 0,
        PreviousNamespaces = ReadNamespaces(row.GetString("PreviousNamespaces")),
        EpochSince = new DateTimeOffset(row.GetInt64("EpochSince") ?? 0, TimeSpan.Zero),
        Territories = (row.GetString("Territories") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries),
        Protocols = row.GetString("Protocols") is { } protocols ? protocols.Split(' ') : PartnerRecord.DefaultProtocols,
        Floors = row.GetString("Floors") is { } floors ? JsonSerializer.Deserialize(floors, PartnerRows.Default.IReadOnlyListPartnerFloor) ?? [] : [],
        SenderCertificateRoots =
            [.. (row.GetString("SenderCertificateRoots") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Convert.FromBase64String)],
        Events = row.GetString("Events") is { } events ? new Uri(events) : null,
        Agreement = row.GetBinary("Agreement") is { } agreement
            ? JsonSerializer.Deserialize(agreement, AgreementRowJson.Default.AgreementRecord) ?? AgreementRecord.None
            : AgreementRecord.None,
        Version = row.ETag,
        Tls = row.GetString("EndpointTrust") is { } trust
            ? new EndpointTls(
                row.GetString("ClientCertificate") is { Length: > 0 } certificate ? certificate : null,
                JsonSerializer.Deserialize(trust, PartnerRows.Default.IReadOnlyListString) ?? [])
            : null,
    };
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(IReadOnlyList<JsonWebKey>))]
[JsonSerializable(typeof(IReadOnlyList<PartnerFloor>))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
internal sealed partial class PartnerRows : JsonSerializerContext;
