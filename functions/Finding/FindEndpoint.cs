using Relay.Functions.Contacts;
using Relay.Functions.Hosting;
using Relay.Functions.People;

namespace Relay.Functions.Finding;

/// <summary><c>POST /v1/find</c>: a user of the calling partner looks for somebody.</summary>
internal sealed class FindEndpoint(UserCalls calls, Finder finder)
{
    /// <summary>POST: finds. It is no GET, because what is looked for would stand in logs of addresses.</summary>
    public Task PostAsync(HttpContext context) => calls.RunAsync(context, once: true, async (partner, body) =>
    {
        var (question, problem) = JsonBody.Read(body, FindingJson.Default.FindQuestion);
        if (problem is not null)
            return problem;
        if (question!.From is null || !UserIds.IsUserId(question.From))
            return Problems.Malformed("from", UserIds.Rule, UserIds.MaxLength);
        if (!Identifier.IsKind(question.Kind))
            return Problems.Malformed("kind", Identifier.KindRule);
        if (Identifier.Normalise(question.Kind!, question.Value) is not { } identifier)
            return Problems.Malformed("value", Identifier.RuleOf(question.Kind!));

        var (answer, refused) = await finder.FindAsync(new Address(partner, question.From), identifier, context.RequestAborted);
        if (refused is not null)
            return refused;
        await context.Response.WriteAsJsonAsync(answer!, FindingJson.Default.FindAnswer);
        return null;
    });
}
