using System.Text.Json;
using Relay.Client.Accounts;
using Relay.Client.Contacts;
using Relay.Client.Http;

namespace Relay.Client;

/// <summary>Finding people by what they are known by.</summary>
public sealed partial class RelayClient
{
    /// <summary>
    /// Lets users of some networks find one of the partner's own users. The call is the partner's word that it has verified that the
    /// identifier is the user's. A user has one of each kind; another takes its place.
    /// </summary>
    /// <param name="user">The user.</param>
    /// <param name="kind">What it is.</param>
    /// <param name="value">The handle or number; the relay keeps a keyed hash of it.</param>
    /// <param name="partners">The networks whose users may find it, or <see cref="UserRecord.AllPartners"/> alone.</param>
    /// <param name="cancellation">Ends the call.</param>
    /// <exception cref="ArgumentException">The user's name does not have the shape of one.</exception>
    /// <exception cref="RelayProblemException">The relay refused it (code <c>not-opted-in</c>), or could not be reached.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public Task PutIdentifierAsync(
        string user, IdentifierKind kind, string value, IReadOnlyList<string> partners, CancellationToken cancellation = default)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new IdentifierClaim(value, partners), RelayJson.Default.IdentifierClaim);
        return _connection.CallAsync(HttpMethod.Put, IdentifierPath(user, kind), body, cancellation);
    }

    /// <summary>Lets nobody find the user by it any longer.</summary>
    /// <exception cref="ArgumentException">The user's name does not have the shape of one.</exception>
    /// <exception cref="RelayProblemException">The relay refused it, or could not be reached.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public Task RemoveIdentifierAsync(string user, IdentifierKind kind, CancellationToken cancellation = default) =>
        _connection.CallAsync(HttpMethod.Delete, IdentifierPath(user, kind), default, cancellation);

    /// <summary>
    /// Who is known by a handle or a number: nobody, or a user for each partner that claims it. Who does not want to be found by the
    /// asking user is not among them, and looks like one who does not exist.
    /// </summary>
    /// <param name="from">The user of the partner who wants to know.</param>
    /// <param name="kind">What it is.</param>
    /// <param name="value">The handle or number.</param>
    /// <param name="cancellation">Ends the call.</param>
    /// <exception cref="ArgumentException">The user's name does not have the shape of one.</exception>
    /// <exception cref="RelayProblemException">The relay refused it (codes <c>not-opted-in</c>, <c>too-fast</c>), or could not be reached.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public async Task<IReadOnlyList<FoundUser>> FindUsersAsync(string from, IdentifierKind kind, string value, CancellationToken cancellation = default)
    {
        var question = new FindQuestion(Names.Require(from, nameof(from)), IdentifierKinds.Word(kind), value);
        var body = JsonSerializer.SerializeToUtf8Bytes(question, RelayJson.Default.FindQuestion);
        return AnswerReader.Read(await _connection.CallAsync(HttpMethod.Post, "/v1/find", body, cancellation), RelayJson.Default.FindAnswer).Found;
    }

    private static string IdentifierPath(string user, IdentifierKind kind) =>
        $"/v1/users/{Names.Require(user, nameof(user))}/identifiers/{IdentifierKinds.Word(kind)}";
}
