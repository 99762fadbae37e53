using Relay.Functions.Erasure;

namespace Relay.Functions.Transparency;

/// <summary>
/// Removes the history of an erased user's keys. What stays in the log are commitments, which say nothing: the salt that opens them has
/// gone with the user's row.
/// </summary>
internal sealed class KeysPart(KeyHistory history) : IErasePart
{
    /// <inheritdoc/>
    public string Gone => "key-history";

    /// <inheritdoc/>
    public Task EraseAsync(Erasing erasing, CancellationToken cancel) =>
        erasing.Before.KeyState is { } state ? history.RemoveAsync(state.Salt, cancel) : Task.CompletedTask;
}
