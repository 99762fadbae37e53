using Relay.Functions.People;
using Relay.Signatures.Transparency;

namespace Relay.Functions.Transparency;

/// <summary>Reads what the log has of a user, for the user's own partner.</summary>
internal sealed class OwnKeyLog(UserStore users, KeyHistory history, LogReader reader)
{
    /// <summary>Versions of one answer.</summary>
    public const int MostEntries = 100;

    /// <summary>The versions from one on; null when there is no such user.</summary>
    /// <exception cref="Azure.RequestFailedException">Table storage did not answer or refused.</exception>
    public async Task<KeyLogView?> ReadAsync(Address user, int from, CancellationToken cancel)
    {
        if (await users.LogAsync(user, cancel) is not { IsEnlisted: true } record)
            return null;

        var versions = new List<KeyHistoryEntry>();
        int? next = null;
        if (record.KeyState is { } state)
        {
            await foreach (var version in history.ReadAsync(state.Salt, from, cancel))
            {
                if (versions.Count == MostEntries)
                {
                    next = version.Version;
                    break;
                }

                versions.Add(version);
            }
        }

        var head = await reader.HeadAsync(versions.Count == 0 ? 0 : versions.Max(version => version.Index) + 1, cancel);
        var entries = new List<KeyLogEntry>();
        foreach (var version in versions)
            entries.Add(View(record.KeyState!.Salt, version, await reader.InclusionAsync(head, version.Index, cancel)));
        return new KeyLogView(entries, head.Token, next);
    }

    private static KeyLogEntry View(byte[] salt, KeyHistoryEntry entry, IReadOnlyList<byte[]> path) => new(
        entry.Version,
        entry.At,
        entry.Previous,
        entry.Commitment,
        KeyOpenings.OfVersion(salt, entry.Version),
        entry.ServiceId,
        entry.IdentityKey,
        entry.Devices,
        [.. entry.Links.Select((link, place) => new KeyLogLink(link.Commitment, KeyOpenings.OfLink(salt, entry.Version, place), link.Link))],
        entry.Index,
        path);
}
