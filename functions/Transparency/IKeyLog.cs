using Relay.Functions.People;

namespace Relay.Functions.Transparency;

/// <summary>The append-only log of what identity keys, devices and links users have, as those who hand out keys need it.</summary>
public interface IKeyLog
{
    /// <summary>
    /// Proves that a user's present keys are in the log. An entry that a crash kept from being appended is appended first, so that
    /// nobody is ever given keys that the log does not have. The proof opens no link before <see cref="KeyProof.Showing"/> says which.
    /// </summary>
    /// <param name="user">The user.</param>
    /// <param name="record">Its record, as read from the store.</param>
    /// <param name="cancel">Gives up waiting.</param>
    /// <exception cref="Azure.RequestFailedException">The store did not answer or refused.</exception>
    Task<KeyProof> ProveAsync(Address user, UserRecord record, CancellationToken cancel);
}
