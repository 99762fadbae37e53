using Relay.Functions.Callers;
using Relay.Functions.Hosting;
using Relay.Functions.Partners;

namespace Relay.Functions.Explain;

/// <summary><c>GET /v1/envelopes/{id}/explain</c>: for the partner that sent it, and for operators.</summary>
internal sealed class ExplainEndpoint(CallerAuthentication callers, Explainer explainer, PartnerDirectory partners)
{
    /// <summary>GET.</summary>
    public async Task GetAsync(HttpContext context, Guid id)
    {
        using var body = await RequestBody.ReadAsync(context.Request, 0);
        if (body is null)
        {
            await Problems.TooLarge("body", 0).WriteAsync(context);
            return;
        }

        var check = await callers.PartnerOrOperatorAsync(context, body);
        var badTo = Name(context, "to", out var to);
        var badSender = Name(context, "sender", out var asked);
        var sender = "";
        if ((check.Problem ?? badTo ?? badSender ?? SenderOf(check.Caller!, asked, out sender)) is { } problem)
        {
            await problem.WriteAsync(context);
            return;
        }

        // Of a partner that the caller has nothing to do with it is told as little as of one that is not there.
        if (to is not null && check.Caller!.Partner is { } caller && !PartnerWorlds.Meet(caller, await partners.FindAsync(to)))
            to = null;

        var found = sender.Length > 0
            ? await explainer.ExplainAsync(sender, id, to, context.RequestAborted)
            : await explainer.SearchAsync(id, to, context.RequestAborted);
        if (found is null)
        {
            await Problems.NotFound("No partner's envelope of this id has ended or waits; one that is on its way is found when its sender is named.").WriteAsync(context);
            return;
        }

        context.Response.Headers.CacheControl = "no-store";
        await context.Response.WriteAsJsonAsync(found, ExplainJson.Default.Explanation);
    }

    private static Problem? SenderOf(Caller caller, string? asked, out string sender)
    {
        sender = caller.Partner?.Name ?? asked ?? "";
        return caller.Partner is not null && asked is not null && asked != sender ? Problems.NotAllowed("A partner is told of its own envelopes.") : null;
    }

    private static Problem? Name(HttpContext context, string parameter, out string? name)
    {
        name = null;
        if (!context.Request.Query.TryGetValue(parameter, out var values))
            return null;
        if (values is not [{ } text] || !PartnerNames.IsName(text))
            return Problems.Malformed(parameter, PartnerNames.NameRule);
        name = text;
        return null;
    }
}
