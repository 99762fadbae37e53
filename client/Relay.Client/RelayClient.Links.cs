using System.Text.Json;
using Relay.Client.Accounts;
using Relay.Client.Envelopes;
using Relay.Client.Http;
using Relay.Client.Links;

namespace Relay.Client;

/// <summary>The accounts of one person: linking them, and writing to all of them.</summary>
public sealed partial class RelayClient
{
    /// <summary>
    /// Asks to link an account that the same person has elsewhere. The answer is the same whether or not it exists; if it does and
    /// lets itself be asked, its app shows a code, which the person enters here (<see cref="ConfirmLinkAsync"/>).
    /// </summary>
    /// <exception cref="ArgumentException">The user's name does not have the shape of one.</exception>
    /// <exception cref="RelayProblemException">
    /// The relay refused it (409 <c>not-opted-in</c>, <c>identity-key-missing</c>, <c>too-many-links</c>; 429), or could not be reached.
    /// </exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public async Task<LinkAsked> AskLinkAsync(string user, UserAddress other, CancellationToken cancellation = default)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(other, RelayJson.Default.UserAddress);
        return AnswerReader.Read(await _connection.CallAsync(HttpMethod.Post, LinksOf(user), body, cancellation), RelayJson.Default.LinkAsked);
    }

    /// <summary>Enters the code that the other account's app has shown. Each call is one try, repetitions after a lost answer included.</summary>
    /// <exception cref="ArgumentException">The user's name does not have the shape of one.</exception>
    /// <exception cref="RelayProblemException">The code is wrong, has expired or is used up (403 <c>link-code-wrong</c>), or the relay could not be reached.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public async Task<LinkConfirmed> ConfirmLinkAsync(string user, Guid link, string code, CancellationToken cancellation = default)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new LinkCode(code), RelayJson.Default.LinkCode);
        return AnswerReader.Read(await _connection.CallAsync(HttpMethod.Post, $"{LinksOf(user)}/{link:D}/code", body, cancellation), RelayJson.Default.LinkConfirmed);
    }

    /// <summary>Signs a confirmed link with the account's identity key, over <see cref="Signatures.Identity.LinkStatement"/>.</summary>
    /// <param name="user">The account.</param>
    /// <param name="link">The link.</param>
    /// <param name="signature">As libsignal makes it (XEdDSA), 64 bytes.</param>
    /// <param name="cancellation">Ends the call.</param>
    /// <exception cref="ArgumentException">The user's name does not have the shape of one.</exception>
    /// <exception cref="RelayProblemException">The signature is not that of the account's registered key (422 <c>signature-wrong</c>), there is no such link (404), or the relay could not be reached.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public async Task<LinkSigned> SignLinkAsync(string user, Guid link, byte[] signature, CancellationToken cancellation = default)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new LinkSignature(signature), RelayJson.Default.LinkSignature);
        return AnswerReader.Read(await _connection.CallAsync(HttpMethod.Put, $"{LinksOf(user)}/{link:D}/signature", body, cancellation), RelayJson.Default.LinkSigned);
    }

    /// <summary>Reads the accounts that a user has linked.</summary>
    /// <exception cref="ArgumentException">The user's name does not have the shape of one.</exception>
    /// <exception cref="RelayProblemException">There is no such user, or the relay could not be reached.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public async Task<IReadOnlyList<AccountLink>> GetLinksAsync(string user, CancellationToken cancellation = default) =>
        AnswerReader.Read(await _connection.CallAsync(HttpMethod.Get, LinksOf(user), default, cancellation), RelayJson.Default.AccountLinks).Links;

    /// <summary>Ends what links a user's account to another, made or only asked for; harmless when there is nothing.</summary>
    /// <exception cref="ArgumentException">A name does not have the shape of one.</exception>
    /// <exception cref="RelayProblemException">The relay refused it, or could not be reached.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public Task EndLinkAsync(string user, UserAddress other, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(other);
        var target = $"{LinksOf(user)}/{Names.Require(other.Partner, nameof(other))}/{Names.Require(other.User, nameof(other))}";
        return _connection.CallAsync(HttpMethod.Delete, target, default, cancellation);
    }

    /// <summary>
    /// The accounts that a message to a person goes to, an envelope each: the one that is asked for first, then those that share its
    /// mailbox. The relay's word only: <see cref="LinkVerifier"/> checks it.
    /// </summary>
    /// <exception cref="RelayProblemException">The user may not write to it, for whatever reason (403 <c>not-reachable</c>), or the relay could not be reached.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public async Task<IReadOnlyList<PersonAccount>> GetRecipientsAsync(string from, UserAddress to, CancellationToken cancellation = default)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new RecipientsQuestion(from, to), RelayJson.Default.RecipientsQuestion);
        return AnswerReader.Read(await _connection.CallAsync(HttpMethod.Post, "/v1/recipients", body, cancellation), RelayJson.Default.RecipientsAnswer).Accounts;
    }

    private static string LinksOf(string user) => $"/v1/users/{Names.Require(user, nameof(user))}/links";
}
