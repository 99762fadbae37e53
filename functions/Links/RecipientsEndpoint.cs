using Relay.Functions.Callers;
using Relay.Functions.Hosting;
using Relay.Functions.Limits;
using Relay.Functions.People;

namespace Relay.Functions.Links;

/// <summary><c>POST /v1/recipients</c>: whom a message to a person is encrypted for. Changes nothing.</summary>
internal sealed class RecipientsEndpoint(CallerAuthentication callers, PersonAccounts accounts, PartnerLimits limits, AddressKeys keys)
{
    private const int MaxBodyBytes = 4 * 1024;

    /// <summary>POST: the accounts of a person that the caller's user may write to; otherwise one answer for all reasons.</summary>
    public async Task PostAsync(HttpContext context)
    {
        using var body = await RequestBody.ReadAsync(context.Request, MaxBodyBytes);
        if (body is null)
        {
            await Problems.TooLarge("body", MaxBodyBytes).WriteAsync(context);
            return;
        }

        var check = await callers.PartnerAsync(context, body);
        var problem = check.Caller?.Partner is { } partner ? await AnswerAsync(context, partner.Name, body) : check.Problem;
        if (problem is not null)
            await problem.WriteAsync(context);
    }

    private async Task<Problem?> AnswerAsync(HttpContext context, string partner, RequestBody body)
    {
        var (request, problem) = JsonBody.Read(body, LinkJson.Default.RecipientsRequest);
        if (problem is not null)
            return problem;
        if (request!.From is not { } user || !UserIds.IsUserId(user))
            return Problems.Malformed("from", UserIds.Rule, UserIds.MaxLength);
        var (to, unsuitable) = LinksEndpoint.Account(request.To?.Partner, request.To?.User, "to.");
        if (unsuitable is not null)
            return unsuitable;

        var from = new Address(partner, user);
        if (limits.TakeForUser(LimitTable.UserRecipients, keys.RowKeyOf(from.Partner, from.User)) is { } refusal)
            return refusal.ToProblem();
        return await accounts.FindAsync(from, to) is { } found
            ? await LinksEndpoint.AnswerAsync(context, new RecipientsView(found), LinkJson.Default.RecipientsView)
            : Problems.NotReachable;
    }
}
