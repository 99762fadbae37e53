namespace Relay.Functions.People;

/// <summary>Does what follows from a change of a user's record: each concern has one of its own.</summary>
public interface IUserWatcher
{
    /// <summary>
    /// Called after the change is stored and before its caller is answered. Must bear being called again for the same change:
    /// the caller repeats a call that failed.
    /// </summary>
    /// <param name="user">The user.</param>
    /// <param name="before">As it was; null when it is new.</param>
    /// <param name="after">As it is.</param>
    /// <param name="cancel">Ends the call.</param>
    /// <exception cref="Azure.RequestFailedException">A store did not answer or refused.</exception>
    Task ChangedAsync(Address user, UserRecord? before, UserRecord after, CancellationToken cancel);
}
