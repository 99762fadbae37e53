using System.Text.Json;
using Relay.Client.Accounts;
using Relay.Client.Contacts;
using Relay.Client.Envelopes;
using Relay.Client.Http;

namespace Relay.Client;

/// <summary>Blocks, and who may write to whom.</summary>
public sealed partial class RelayClient
{
    /// <summary>Blocks somebody for one of the partner's own users, and for all accounts that are linked to it. Gives since when.</summary>
    /// <exception cref="ArgumentException">A name does not have the shape of one.</exception>
    /// <exception cref="RelayProblemException">The relay refused it (code <c>too-many-relations</c>), or could not be reached.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public Task<DateTimeOffset> BlockAsync(string user, UserAddress other, CancellationToken cancellation = default) =>
        PutRelationAsync(RelationPath(user, "blocks", other), cancellation);

    /// <summary>Blocks a whole network.</summary>
    /// <inheritdoc cref="BlockAsync(string, UserAddress, CancellationToken)"/>
    public Task<DateTimeOffset> BlockNetworkAsync(string user, string partner, CancellationToken cancellation = default) =>
        PutRelationAsync(RelationPath(user, "blocks", partner), cancellation);

    /// <summary>Ends a block; does nothing where there is none.</summary>
    /// <exception cref="ArgumentException">A name does not have the shape of one.</exception>
    /// <exception cref="RelayProblemException">The relay refused it, or could not be reached.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public Task UnblockAsync(string user, UserAddress other, CancellationToken cancellation = default) =>
        _connection.CallAsync(HttpMethod.Delete, RelationPath(user, "blocks", other), default, cancellation);

    /// <summary>Ends the block of a whole network.</summary>
    /// <inheritdoc cref="UnblockAsync(string, UserAddress, CancellationToken)"/>
    public Task UnblockNetworkAsync(string user, string partner, CancellationToken cancellation = default) =>
        _connection.CallAsync(HttpMethod.Delete, RelationPath(user, "blocks", partner), default, cancellation);

    /// <summary>Since when one of the partner's own users blocks somebody; null when it does not.</summary>
    /// <exception cref="ArgumentException">A name does not have the shape of one.</exception>
    /// <exception cref="RelayProblemException">The relay refused it, or could not be reached.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public Task<DateTimeOffset?> GetBlockAsync(string user, UserAddress other, CancellationToken cancellation = default) =>
        GetRelationAsync(RelationPath(user, "blocks", other), cancellation);

    /// <summary>Since when one of the partner's own users blocks a whole network; null when it does not.</summary>
    /// <inheritdoc cref="GetBlockAsync(string, UserAddress, CancellationToken)"/>
    public Task<DateTimeOffset?> GetNetworkBlockAsync(string user, string partner, CancellationToken cancellation = default) =>
        GetRelationAsync(RelationPath(user, "blocks", partner), cancellation);

    /// <summary>
    /// Asks for one of the partner's own users to be allowed to write to somebody. The relay does not say whether there is such a
    /// user; if the other grants it, the event <c>contact.granted</c> tells.
    /// </summary>
    /// <exception cref="ArgumentException">The user's name does not have the shape of one.</exception>
    /// <exception cref="RelayProblemException">The relay refused it (codes <c>not-opted-in</c>, <c>too-fast</c>), or could not be reached.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public Task RequestContactAsync(string user, UserAddress other, CancellationToken cancellation = default)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(other, RelayJson.Default.UserAddress);
        return _connection.CallAsync(HttpMethod.Post, $"/v1/users/{Names.Require(user, nameof(user))}/requests", body, cancellation);
    }

    /// <summary>Takes such a request back; does nothing where there is none.</summary>
    /// <exception cref="ArgumentException">A name does not have the shape of one.</exception>
    /// <exception cref="RelayProblemException">The relay refused it, or could not be reached.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public Task CancelContactRequestAsync(string user, UserAddress other, CancellationToken cancellation = default) =>
        _connection.CallAsync(HttpMethod.Delete, RelationPath(user, "requests", other), default, cancellation);

    /// <summary>Lets somebody write to one of the partner's own users, whom strangers may not write to. Gives since when.</summary>
    /// <exception cref="ArgumentException">A name does not have the shape of one.</exception>
    /// <exception cref="RelayProblemException">The relay refused it (code <c>too-many-relations</c>), or could not be reached.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public Task<DateTimeOffset> GrantContactAsync(string user, UserAddress other, CancellationToken cancellation = default) =>
        PutRelationAsync(RelationPath(user, "contacts", other), cancellation);

    /// <summary>Takes that back; the other is not told. Does nothing where it was not granted.</summary>
    /// <exception cref="ArgumentException">A name does not have the shape of one.</exception>
    /// <exception cref="RelayProblemException">The relay refused it, or could not be reached.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public Task RevokeContactAsync(string user, UserAddress other, CancellationToken cancellation = default) =>
        _connection.CallAsync(HttpMethod.Delete, RelationPath(user, "contacts", other), default, cancellation);

    /// <summary>Since when somebody is granted to write to one of the partner's own users; null when nobody has granted it.</summary>
    /// <exception cref="ArgumentException">A name does not have the shape of one.</exception>
    /// <exception cref="RelayProblemException">The relay refused it, or could not be reached.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public Task<DateTimeOffset?> GetContactAsync(string user, UserAddress other, CancellationToken cancellation = default) =>
        GetRelationAsync(RelationPath(user, "contacts", other), cancellation);

    private async Task<DateTimeOffset> PutRelationAsync(string path, CancellationToken cancellation) =>
        AnswerReader.Read(await _connection.CallAsync(HttpMethod.Put, path, default, cancellation), RelayJson.Default.Relation).Since;

    private async Task<DateTimeOffset?> GetRelationAsync(string path, CancellationToken cancellation) =>
        await GetOrNullAsync(path, cancellation) is { } answer ? AnswerReader.Read(answer, RelayJson.Default.Relation).Since : null;

    private static string RelationPath(string user, string what, UserAddress other) =>
        $"{RelationPath(user, what, other.Partner)}/{Names.Require(other.User, nameof(other))}";

    private static string RelationPath(string user, string what, string partner) =>
        $"/v1/users/{Names.Require(user, nameof(user))}/{what}/{Names.Require(partner, nameof(partner))}";
}
