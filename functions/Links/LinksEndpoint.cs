using System.Text.Json.Serialization.Metadata;
using Relay.Functions.Callers;
using Relay.Functions.Hosting;
using Relay.Functions.Partners;
using Relay.Functions.People;
using Relay.Signatures.Identity;

namespace Relay.Functions.Links;

/// <summary><c>/v1/users/{user}/links</c>: a partner's user links accounts that the same person has elsewhere.</summary>
internal sealed class LinksEndpoint(
    CallerAuthentication callers, LinkAsking asking, LinkConfirming confirming, LinkSigning signing, LinkEnding ending, UserStore users, PartnerDirectory partners)
{
    private const int MaxBodyBytes = 4 * 1024;

    /// <summary>POST: asks for a link.</summary>
    public Task AskAsync(HttpContext context, string user) => RunAsync(context, user, MaxBodyBytes, async (own, body) =>
    {
        var (request, problem) = JsonBody.Read(body, LinkJson.Default.LinkRequest);
        var (other, unsuitable) = Account(request?.Partner, request?.User, "");
        problem ??= unsuitable ?? (other == own ? Problems.Malformed("user", "another account than the user's own") : null);
        if (problem is not null)
            return problem;

        (var asked, problem) = await asking.AskAsync(own, other, context.RequestAborted);
        return problem ?? await AnswerAsync(context, asked!, LinkJson.Default.LinkAsked, StatusCodes.Status202Accepted);
    });

    /// <summary>POST code: confirms a link with the code that the other account was told.</summary>
    public Task ConfirmAsync(HttpContext context, string user, Guid link) => RunAsync(context, user, MaxBodyBytes, async (own, body) =>
    {
        var (request, problem) = JsonBody.Read(body, LinkJson.Default.LinkCodeRequest);
        problem ??= LinkKeys.IsCode(request!.Code) ? null : Problems.Malformed("code", "8 digits");
        if (problem is not null)
            return problem;

        (var confirmed, problem) = await confirming.ConfirmAsync(own, link, request!.Code!, context.RequestAborted);
        return problem ?? await AnswerAsync(context, confirmed!, LinkJson.Default.LinkConfirmed);
    });

    /// <summary>PUT signature: signs a confirmed link.</summary>
    public Task SignAsync(HttpContext context, string user, Guid link) => RunAsync(context, user, MaxBodyBytes, async (own, body) =>
    {
        var (request, problem) = JsonBody.Read(body, LinkJson.Default.LinkSignatureRequest);
        problem ??= request!.Signature is { Length: XEdDsa.SignatureLength } ? null : Problems.Malformed("signature", "base64 of a signature, in bytes", XEdDsa.SignatureLength);
        if (problem is not null)
            return problem;

        (var signed, problem) = await signing.SignAsync(own, link, request!.Signature!, context.RequestAborted);
        return problem ?? await AnswerAsync(context, signed!, LinkJson.Default.LinkSigned);
    });

    /// <summary>GET: a user's links.</summary>
    public Task ListAsync(HttpContext context, string user) => RunAsync(context, user, 0, async (own, _) =>
    {
        if (await users.FindAsync(own.Partner, own.User, context.RequestAborted) is not { IsEnlisted: true } record)
            return Problems.NotFound("No such user of this partner.");

        var views = new List<LinkView>();
        var partner = await partners.FindAsync(own.Partner);
        foreach (var link in record.Links)
        {
            if (!PartnerWorlds.Meet(partner, await partners.FindAsync(link.Other.Partner)))
                continue;

            // One that is being made, or being ended, is on one side only for a moment: it is none.
            var other = await users.FindAsync(link.Other.Partner, link.Other.User, context.RequestAborted);
            if (LinkedAccounts.AreLinked(own, record, link.Other, other))
                views.Add(LinkView.Of(link));
        }

        return await AnswerAsync(context, new LinksView(views), LinkJson.Default.LinksView);
    });

    /// <summary>DELETE: ends what links two accounts.</summary>
    public Task EndAsync(HttpContext context, string user, string partner, string otherUser) => RunAsync(context, user, 0, async (own, _) =>
    {
        var (other, problem) = Account(partner, otherUser, "");
        if (problem is not null)
            return problem;

        await ending.EndAsync(own, other, context.RequestAborted);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return null;
    });

    /// <summary>Reads an account as a caller names it, or says what is wrong with it.</summary>
    internal static (Address Account, Problem? Problem) Account(string? partner, string? user, string prefix)
    {
        if (partner is null || !PartnerNames.IsName(partner))
            return (default, Problems.Malformed(prefix + "partner", PartnerNames.NameRule));
        if (user is null || !UserIds.IsUserId(user))
            return (default, Problems.Malformed(prefix + "user", UserIds.Rule, UserIds.MaxLength));
        return (new Address(partner, user), null);
    }

    /// <summary>Writes an answer; there is no problem then.</summary>
    internal static async Task<Problem?> AnswerAsync<T>(HttpContext context, T view, JsonTypeInfo<T> type, int status = StatusCodes.Status200OK)
    {
        context.Response.StatusCode = status;
        await context.Response.WriteAsJsonAsync(view, type, cancellationToken: context.RequestAborted);
        return null;
    }

    private async Task RunAsync(HttpContext context, string user, int limit, Func<Address, RequestBody, Task<Problem?>> run)
    {
        using var body = await RequestBody.ReadAsync(context.Request, limit);
        if (body is null)
        {
            await Problems.TooLarge("body", limit).WriteAsync(context);
            return;
        }

        var check = HttpMethods.IsGet(context.Request.Method) ? await callers.PartnerAsync(context, body) : await callers.PartnerOnceAsync(context, body);
        var problem = check.Problem;
        if (check.Caller?.Partner is { } partner)
        {
            problem = UserIds.IsUserId(user)
                ? await run(new Address(partner.Name, user), body)
                : Problems.Malformed("user", UserIds.Rule, UserIds.MaxLength);
        }

        if (problem is not null)
            await problem.WriteAsync(context);
    }
}
