using Microsoft.Extensions.Options;
using Relay.Functions.People;

namespace Relay.Functions.Links;

/// <summary>Ends what links two accounts: a link that is made, on both sides, and one that is only asked for. Called again, it ends what is left.</summary>
internal sealed partial class LinkEnding(
    LinkStore links, LinkEvents events, UserStore users, Reachability reachability, IOptions<LinkingOptions> options, TimeProvider clock, ILogger<LinkEnding> logger)
{
    // Longer than a link that was asked for can wait.
    private TimeSpan MarkLife => TimeSpan.FromMinutes(options.Value.CodeMinutes) + TimeSpan.FromHours(options.Value.SignatureHours + 1);

    /// <summary>Ends the links of two accounts. The other one's partner is told when there was one that was made.</summary>
    /// <param name="user">The account whose doing it is.</param>
    /// <param name="other">The other account; it need not exist.</param>
    /// <param name="cancel">Ends the call.</param>
    /// <exception cref="Azure.RequestFailedException">Table storage did not answer or refused.</exception>
    public async Task EndAsync(Address user, Address other, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        await links.MarkEndedAsync(user, other, now, now + MarkLife, cancel);
        if (await users.FindAsync(other.Partner, other.User, cancel) is { } record && record.LinkTo(user) is { } link)
        {
            // Told before it is removed: cut off in between, the next call tells it again.
            await events.EndedAsync(link.Id, other, user, cancel);
            await RemoveAsync(other, user, now, cancel);
            Log.Ended(logger, user.Partner, other.Partner);
        }

        // The user's own side last: by it a call that is made again knows what there is to end.
        await RemoveAsync(user, other, now, cancel);
    }

    private async Task RemoveAsync(Address user, Address other, DateTimeOffset now, CancellationToken cancel)
    {
        await users.ChangeAsync(
            user,
            record => record?.LinkTo(other) is not null
                ? UserChanges.With(record with { Links = [.. record.Links.Where(link => link.Other != other)] }, LinkHistory.Unlinked, now)
                : record,
            cancel);
        reachability.Forget(user);
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 7103, Level = LogLevel.Information, Message = "A link between a user of {Partner} and one of {OtherPartner} has ended")]
        public static partial void Ended(ILogger logger, string partner, string otherPartner);
    }
}
