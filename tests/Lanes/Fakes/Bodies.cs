using Relay.Functions.Queue;
using Relay.Lanes.Tests.Scheduler;

namespace Relay.Lanes.Tests.Fakes;

/// <summary>Claimed bodies.</summary>
internal sealed class Bodies(Stores stores) : IClaimedBodies
{
    private readonly Dictionary<string, byte[]> _bodies = new(StringComparer.Ordinal);

    public void Put(string name, byte[] body) => _bodies.Add(name, body);

    /// <summary>The envelopes that lie in a body; none when it is gone.</summary>
    public IReadOnlyList<Guid> IdsOf(string name) => _bodies.TryGetValue(name, out var body) ? Packing.Open(body).Ids : [];

    public Task<ReadOnlyMemory<byte>?> ReadAsync(string name, CancellationToken cancel) => stores.ReadAsync<ReadOnlyMemory<byte>?>(
        $"read body {name}",
        Footprint.Reads("bodies/" + name),
        () => _bodies.TryGetValue(name, out var body) ? (ReadOnlyMemory<byte>?)body : null,
        cancel);

    public Task RemoveAsync(string name, CancellationToken cancel) =>
        stores.WriteAsync($"remove body {name}", Footprint.Sets(("bodies/" + name, "gone")), () => _bodies.Remove(name), cancel);
}
