using System.Globalization;
using System.Security.Cryptography;
using Azure;
using Relay.Functions.Lanes;
using Relay.Functions.Queue;
using Relay.Lanes.Tests.Scheduler;

namespace Relay.Lanes.Tests.Fakes;

/// <summary>Parked messages: blobs with versions, in order of their names.</summary>
/// <param name="stores">How stores answer.</param>
/// <param name="page">Entries of one page of a listing.</param>
internal sealed class ParkedBlobs(Stores stores, int page) : IParkedStore
{
    private readonly SortedDictionary<string, (byte[] Message, Contents Contents, ETag ETag)> _blobs = new(StringComparer.Ordinal);
    private long _version;

    /// <summary>Fault of the checker's own tests: listings are in the reverse order.</summary>
    public bool ListsBackwards { get; init; }

    /// <summary>Fault of the checker's own tests: what is stored is forgotten.</summary>
    public bool Forgets { get; init; }

    public IEnumerable<(string Name, Contents Contents, int Length)> All => _blobs.Select(blob => (blob.Key, blob.Value.Contents, blob.Value.Message.Length));

    public async Task<(string Name, bool WasThere)> StoreAsync(Parcel parcel, CancellationToken cancel)
    {
        var name = NameOf(parcel);
        var copy = parcel.Message.ToArray();
        var isNew = await stores.WriteAsync($"park {Short(name)}", Footprint.Sets((Thing(name), Convert.ToHexString(SHA256.HashData(copy)))), () => !Forgets && _blobs.TryAdd(name, (copy, Packing.Open(copy), NextETag())), cancel);
        return (name, !isNew);
    }

    public Task<bool> TryReplaceAsync(string name, ParkedMessage read, ReadOnlyMemory<byte> message, CancellationToken cancel)
    {
        var copy = message.ToArray();
        return stores.WriteAsync($"replace {Short(name)}", Footprint.Writes(Thing(name)), () => Replace(name, read.ETag, copy), cancel);
    }

    public Task<ParkedPage> ListAsync(Lane lane, string? next, CancellationToken cancel) =>
        stores.ReadAsync($"list {lane.Key}", Footprint.Reads(Thing(Prefix(lane))), () => List(lane, next), cancel);

    public Task<ParkedMessage?> ReadAsync(string name, CancellationToken cancel) => stores.ReadAsync<ParkedMessage?>(
        $"read {Short(name)}",
        Footprint.Reads(Thing(name)),
        () => _blobs.TryGetValue(name, out var blob) ? new ParkedMessage(blob.Message, blob.ETag) : null,
        cancel);

    public Task RemoveAsync(string name, CancellationToken cancel) =>
        stores.WriteAsync($"remove {Short(name)}", Footprint.Sets((Thing(name), "gone")), () => _blobs.Remove(name), cancel);

    private static string NameOf(in Parcel parcel)
    {
        var sender = parcel.Head.Sender.Length == 0 ? "-" : parcel.Head.Sender;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Prefix(parcel.Lane)}{parcel.Sequence:D20}.{sender}.{parcel.Head.AcceptedAt.ToUnixTimeMilliseconds()}.{parcel.ExpiresAt.ToUnixTimeMilliseconds()}");
    }

    private bool Replace(string name, ETag read, byte[] message)
    {
        if (!_blobs.TryGetValue(name, out var blob) || blob.ETag != read)
            return false;
        _blobs[name] = (message, Packing.Open(message), NextETag());
        return true;
    }

    private ParkedPage List(Lane lane, string? after)
    {
        var names = _blobs.Keys.Where(name => name.StartsWith(Prefix(lane), StringComparison.Ordinal) && string.CompareOrdinal(name, after) > 0).Take(page + 1).ToList();
        var more = names.Count > page;
        var shown = names.Take(page).Select(Entry);
        return new ParkedPage([.. ListsBackwards ? shown.Reverse() : shown], more ? names[page - 1] : null);
    }

    private ParkedEntry Entry(string name)
    {
        var parts = name[(name.LastIndexOf('/') + 1)..].Split('.');
        return new ParkedEntry(
            name,
            long.Parse(parts[0], CultureInfo.InvariantCulture),
            parts[1] == "-" ? "" : parts[1],
            Time(parts[2]),
            Time(parts[3]),
            _blobs[name].Message.Length);
    }

    private static string Prefix(Lane lane) => $"{lane.Partner}/{lane.Key}/";

    private static string Thing(string name) => "parked/" + name;

    // partner/lane/00000000000000000007.sender.ms → lane/7
    private static string Short(string name)
    {
        var parts = name.Split('/');
        return $"{parts[1]}/{long.Parse(parts[2].AsSpan(0, parts[2].IndexOf('.')), CultureInfo.InvariantCulture)}";
    }

    private static DateTimeOffset Time(string milliseconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(milliseconds, CultureInfo.InvariantCulture));

    private ETag NextETag() => new($"b{++_version}");
}
