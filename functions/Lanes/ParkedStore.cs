using System.Globalization;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Relay.Functions.Queue;
using Relay.Functions.Storage;
using Relay.Functions.Telemetry;

namespace Relay.Functions.Lanes;

/// <summary>
/// Parked messages in Blob storage, one blob each, named partner/lane/sequence.sender.accepted.expires: parking twice is parking once,
/// the order of names is the order of the lane, and a listing tells whose bytes they are without reading them.
/// </summary>
public sealed class ParkedStore(BlobContainerClient container) : IParkedStore
{
    // Metadata: the span under which a message was parked.
    private const string TraceKey = "trace";

    private const int Page = 256;
    private const char Mark = '.';

    // A fence has no sender, and a partner's name begins with a letter.
    private const string NoSender = "-";

    /// <inheritdoc/>
    public async Task<(string Name, bool WasThere)> StoreAsync(Parcel parcel, CancellationToken cancel)
    {
        var name = NameOf(parcel);
        return (name, !await container.TryCreateAsync(name, parcel.Message, cancel, Traced(RelayTraces.CurrentId)));
    }

    /// <inheritdoc/>
    public async Task<bool> TryReplaceAsync(string name, ParkedMessage read, ReadOnlyMemory<byte> message, CancellationToken cancel)
    {
        try
        {
            var unchanged = new BlobUploadOptions { Conditions = new BlobRequestConditions { IfMatch = read.ETag }, Metadata = Traced(read.Trace) };
            await container.GetBlobClient(name).UploadAsync(BinaryData.FromBytes(message), unchanged, cancel);
            return true;
        }
        catch (RequestFailedException changed) when (changed.Status is 412 or 404 or 409)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public async Task<ParkedPage> ListAsync(Lane lane, string? next, CancellationToken cancel)
    {
        await foreach (var page in container.GetBlobsAsync(prefix: Prefix(lane), cancellationToken: cancel).AsPages(next, Page))
            return new ParkedPage([.. page.Values.Select(Read)], string.IsNullOrEmpty(page.ContinuationToken) ? null : page.ContinuationToken);
        return new ParkedPage([], null);
    }

    /// <inheritdoc/>
    public async Task<ParkedMessage?> ReadAsync(string name, CancellationToken cancel)
    {
        try
        {
            var content = await container.GetBlobClient(name).DownloadContentAsync(cancel);
            return new ParkedMessage(content.Value.Content.ToMemory(), content.Value.Details.ETag, content.Value.Details.Metadata.TryGetValue(TraceKey, out var trace) ? trace : null);
        }
        catch (RequestFailedException gone) when (gone.Status == 404)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public Task RemoveAsync(string name, CancellationToken cancel) =>
        container.GetBlobClient(name).DeleteIfExistsAsync(cancellationToken: cancel);

    private static Dictionary<string, string>? Traced(string? trace) => trace is null ? null : new() { [TraceKey] = trace };

    private static string NameOf(in Parcel parcel)
    {
        var sender = parcel.Head.Sender.Length == 0 ? NoSender : parcel.Head.Sender;
        var accepted = parcel.Head.AcceptedAt.ToUnixTimeMilliseconds();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Prefix(parcel.Lane)}{parcel.Sequence:D20}{Mark}{sender}{Mark}{accepted}{Mark}{parcel.ExpiresAt.ToUnixTimeMilliseconds()}");
    }

    private static string Prefix(Lane lane) => $"{lane.Partner}/{lane.Key}/";

    private static ParkedEntry Read(BlobItem blob)
    {
        var parts = blob.Name[(blob.Name.LastIndexOf('/') + 1)..].Split(Mark);
        return new ParkedEntry(
            blob.Name,
            long.Parse(parts[0], CultureInfo.InvariantCulture),
            parts[1] == NoSender ? "" : parts[1],
            Time(parts[2]),
            Time(parts[3]),
            blob.Properties.ContentLength ?? 0);
    }

    private static DateTimeOffset Time(string milliseconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(milliseconds, CultureInfo.InvariantCulture));
}
