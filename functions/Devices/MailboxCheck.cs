using Relay.Functions.Accept;
using Relay.Functions.Accept.Mls;
using Relay.Functions.Links;
using Relay.Functions.People;
using Relay.Functions.Queue;

namespace Relay.Functions.Devices;

/// <summary>
/// The common mailbox at accept: a message to one of a person's accounts reaches all of them, so that one request holds an envelope
/// for each account that the sender may write to and that has devices. Exempt are ephemeral envelopes, which
/// promise no delivery, and messages of groups, whose members are accounts.
/// </summary>
internal sealed class MailboxCheck(PersonAccounts accounts)
{
    /// <summary>
    /// For each draft the accounts that its message leaves out, by the draft's place; null when no message leaves out any. Only for
    /// recipients with a common mailbox and links is anything looked up.
    /// </summary>
    /// <exception cref="Azure.RequestFailedException">Table storage did not answer or refused.</exception>
    public ValueTask<Dictionary<int, IReadOnlyList<MissingAccount>>?> FindMissingAsync(List<EnvelopeDraft> drafts, EnvelopeRoute[] routes)
    {
        for (var i = 0; i < drafts.Count; i++)
        {
            if (Shares(drafts[i], routes[i]))
                return new(ReadAsync(drafts, routes, i));
        }

        return default;
    }

    private static bool Shares(EnvelopeDraft draft, in EnvelopeRoute route) =>
        route.Recipient is { CommonMailbox: true, Links.Count: > 0 } && draft is { Class: not EnvelopeClass.Ephemeral, Group: null } && !IsOfMls(draft);

    private static bool IsOfMls(EnvelopeDraft draft) => draft.Ciphertexts.Count > 0 && draft.Ciphertexts.TrueForAll(one => MlsShape.IsType(one.Type));

    private async Task<Dictionary<int, IReadOnlyList<MissingAccount>>?> ReadAsync(List<EnvelopeDraft> drafts, EnvelopeRoute[] routes, int first)
    {
        Dictionary<int, IReadOnlyList<MissingAccount>>? missing = null;
        for (var i = first; i < drafts.Count; i++)
        {
            if (!Shares(drafts[i], routes[i]))
                continue;

            var draft = drafts[i];
            var from = new Address(draft.FromPartner!, draft.FromUser!);
            var all = await accounts.FindAsync(from, new Address(draft.ToPartner!, draft.ToUser!)) ?? [];
            var left = all.Where(account => account.Devices.Count > 0 && !drafts.Exists(other => IsFor(account, other, draft))).ToList();
            if (left.Count > 0)
                (missing ??= []).Add(i, left.ConvertAll(account => new MissingAccount(account.Partner, account.User, account.Devices)));
        }

        return missing;
    }

    private static bool IsFor(RecipientAccount account, EnvelopeDraft other, EnvelopeDraft draft) =>
        other.MessageId == draft.MessageId && other.FromUser == draft.FromUser && other.FromPartner == draft.FromPartner
        && other.ToPartner == account.Partner && other.ToUser == account.User;
}
