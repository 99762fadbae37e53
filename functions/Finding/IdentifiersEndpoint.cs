using Relay.Functions.Contacts;
using Relay.Functions.Hosting;
using Relay.Functions.People;

namespace Relay.Functions.Finding;

/// <summary><c>/v1/users/{user}/identifiers/{kind}</c>: lets others find a user. Off until it is set.</summary>
internal sealed class IdentifiersEndpoint(UserCalls calls, Identifiers identifiers)
{
    private const int MostPartners = 64;

    /// <summary>PUT: sets it.</summary>
    public Task PutAsync(HttpContext context, string user, string kind) => calls.RunAsync(context, user, once: true, async (owner, body) =>
    {
        if (!Identifier.IsKind(kind))
            return Problems.Malformed("kind", Identifier.KindRule);
        var (settings, problem) = JsonBody.Read(body, FindingJson.Default.IdentifierSettings);
        if (problem is not null)
            return problem;
        if (Identifier.Normalise(kind, settings!.Value) is not { } identifier)
            return Problems.Malformed("value", Identifier.RuleOf(kind));
        if (settings.Partners is not { Count: > 0 } partners || !UserSettingsCheck.AreNetworks(partners))
            return Problems.Malformed("partners", "one or more partners' names, or * alone", MostPartners);
        if (await identifiers.PutAsync(owner, identifier, partners, context.RequestAborted) is { } refused)
            return refused;
        await context.Response.WriteAsJsonAsync(new IdentifierView(kind, partners), FindingJson.Default.IdentifierView);
        return null;
    });

    /// <summary>DELETE: removes it.</summary>
    public Task DeleteAsync(HttpContext context, string user, string kind) => calls.RunAsync(context, user, once: true, async (owner, _) =>
    {
        if (!Identifier.IsKind(kind))
            return Problems.Malformed("kind", Identifier.KindRule);
        if (await identifiers.RemoveAsync(owner, kind, context.RequestAborted) is { } refused)
            return refused;
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return null;
    });
}
