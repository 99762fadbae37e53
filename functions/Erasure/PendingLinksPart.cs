using Relay.Functions.Links;

namespace Relay.Functions.Erasure;

/// <summary>
/// Removes links that an erased user has asked for, or was asked for, and that are not made yet. Their rows are sealed and name nobody,
/// so that all of them are looked through: as many as were asked for in a day.
/// </summary>
internal sealed class PendingLinksPart(LinkStore links, LinkEnding ending) : IErasePart
{
    /// <inheritdoc/>
    public string Gone => "pending-links";

    /// <inheritdoc/>
    public async Task EraseAsync(Erasing erasing, CancellationToken cancel)
    {
        await foreach (var link in links.PendingAsync(cancel))
        {
            if (!link.IsOf(erasing.User) || !erasing.Covers(link.AskedAt))
                continue;

            // Signed by both it may be on its way into the records: the mark of its end stops that, and what is written goes.
            if (link is { AskerSignature: not null, AskedSignature: not null })
                await ending.EndAsync(erasing.User, link.Other(erasing.User), cancel);
            await links.RemoveAsync(link.Id, cancel);
        }
    }
}
