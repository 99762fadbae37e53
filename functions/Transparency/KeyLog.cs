using Relay.Functions.People;
using Relay.Signatures.Transparency;

namespace Relay.Functions.Transparency;

/// <summary>Proves users' present keys.</summary>
internal sealed class KeyLog(UserStore users, LogReader reader, LogAppender appender) : IKeyLog
{
    /// <inheritdoc/>
    public async Task<KeyProof> ProveAsync(Address user, UserRecord record, CancellationToken cancel)
    {
        var proven = record.KeyState is null ? await BeginAsync(user, cancel) ?? record : record;
        var state = proven.KeyState ?? throw new ArgumentException("The user is not enlisted.", nameof(record));
        var index = state.Index ?? await IndexAsync(user, state, cancel);
        var head = await reader.HeadAsync(index + 1, cancel);
        var links = KeyVersions.LinksOf(user, proven, state);
        return new KeyProof(
            state.Version,
            state.Previous,
            KeyOpenings.OfVersion(state.Salt, state.Version),
            // By their bytes: their order is not to tell which of them are links.
            [.. links.Select(link => link.Commitment).OrderBy(Convert.ToHexString, StringComparer.Ordinal)],
            new Dictionary<Guid, byte[]>(),
            index,
            await reader.InclusionAsync(head, index, cancel),
            head.Token)
        {
            Unshown = links.Where(link => link.Link is not null).ToDictionary(link => link.Link!.Value, link => link.Opening),
        };
    }

    // Of a user who was enlisted before there was a log, any change makes the first version.
    private async Task<UserRecord?> BeginAsync(Address user, CancellationToken cancel) =>
        (await users.ChangeAsync(user, present => present is { IsEnlisted: true, KeyState: null } ? present with { } : present, cancel)).After;

    private async Task<long> IndexAsync(Address user, KeyState state, CancellationToken cancel)
    {
        if (await users.LogAsync(user, cancel) is { KeyState: { Index: { } index } now } && now.Commitment.AsSpan().SequenceEqual(state.Commitment))
            return index;
        // A newer version is stored, whose entry comes after this one: this one is in the log. Were the user gone, its entry says nothing.
        return (await appender.AppendAsync(state.Commitment, cancel)).Index;
    }
}
