using System.Globalization;
using Relay.Functions.People;
using Relay.Functions.Receipts;

namespace Relay.Functions.Transparency;

/// <summary>Appends entries, keeps the users' history and tells their partners, in this order: what is told is in the log.</summary>
internal sealed class KeyEntries(LogAppender log, KeyHistory history, IPartnerEvents events) : IKeyEntries
{
    /// <inheritdoc/>
    public async Task<long> AppendAsync(Address user, UserRecord record, CancellationToken cancel)
    {
        var state = record.KeyState ?? throw new ArgumentException("The record has no version.", nameof(record));
        var appended = await log.AppendAsync(state.Commitment, cancel);
        await history.AddAsync(state.Salt, KeyHistoryEntry.Of(user, record, state, appended.Index), cancel);
        var facts = new Dictionary<string, string>
        {
            ["user"] = user.User,
            ["version"] = Number(state.Version),
            ["index"] = Number(appended.Index),
            ["commitment"] = Convert.ToBase64String(state.Commitment),
            ["size"] = Number(appended.Size),
        };
        await events.TellAsync(user.Partner, PartnerEventTypes.KeysChanged, facts, cancel);
        return appended.Index;
    }

    /// <inheritdoc/>
    public Task ForgetAsync(KeyState state, CancellationToken cancel) => history.RemoveAsync(state.Salt, cancel);

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
