using Relay.Client.Envelopes;
using Relay.Client.Groups;

namespace Relay.Client;

/// <summary>Messages for groups.</summary>
public sealed partial class RelayClient
{
    /// <summary>
    /// Sends one message to several recipients and gives the results in their order. Recipients who cannot be written to, or whose devices
    /// have changed, are refused each by itself, and the others get it. While some are unavailable the same message is sent again.
    /// </summary>
    /// <exception cref="RelayProblemException">
    /// The relay refused the whole request (400 malformed, 401 signature, 403 suspended or a protocol that is not agreed, 413 too large, 422 no
    /// message for several recipients).
    /// </exception>
    /// <exception cref="OperationCanceledException">The caller cancelled; some envelopes may have been accepted: send it again with the same id.</exception>
    public Task<IReadOnlyList<GroupSendResult>> SendGroupAsync(OutgoingGroupMessage message, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        return new GroupSender(_connection).SendAsync(message, cancellation);
    }
}
