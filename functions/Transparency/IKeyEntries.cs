using Relay.Functions.People;

namespace Relay.Functions.Transparency;

/// <summary>Does what a new version of a user's keys asks for besides the record: the log, the user's history, the owner's partner.</summary>
public interface IKeyEntries
{
    /// <summary>
    /// Appends the entry of a record's version and tells the owner's partner. Called again it finds what is there and does what is
    /// missing; the partner may then be told twice.
    /// </summary>
    /// <param name="user">The user.</param>
    /// <param name="record">The record; its key state may lack the index.</param>
    /// <param name="cancel">Gives up waiting.</param>
    /// <returns>The entry's place in the log.</returns>
    /// <exception cref="Azure.RequestFailedException">A store did not answer or refused.</exception>
    Task<long> AppendAsync(Address user, UserRecord record, CancellationToken cancel);

    /// <summary>Removes the history of an enlistment that is over.</summary>
    /// <exception cref="Azure.RequestFailedException">The store did not answer or refused.</exception>
    Task ForgetAsync(KeyState state, CancellationToken cancel);
}
