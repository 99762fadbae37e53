using Relay.Functions.Callers;
using Relay.Functions.Hosting;

namespace Relay.Functions.Reconcile;

/// <summary><c>POST /v1/reconcile</c>: compares, and changes nothing.</summary>
internal sealed class ReconcileEndpoint(CallerAuthentication callers, ReconcileCheck check, Reconciliation reconciliation)
{
    private const int MaxBodyBytes = 1024 * 1024;

    /// <summary>POST.</summary>
    public async Task PostAsync(HttpContext context)
    {
        using var body = await RequestBody.ReadAsync(context.Request, MaxBodyBytes);
        if (body is null)
        {
            await Problems.TooLarge("body", MaxBodyBytes).WriteAsync(context);
            return;
        }

        var caller = await callers.PartnerAsync(context, body);
        if (caller.Caller?.Partner is not { } partner)
        {
            await caller.Problem!.WriteAsync(context);
            return;
        }

        ReconcileQuestion? question = null;
        var (request, problem) = JsonBody.Read(body, ReconcileJson.Default.ReconcileRequest);
        if (problem is null)
            (question, problem) = check.Check(partner.Name, request!);
        if (problem is not null)
        {
            await problem.WriteAsync(context);
            return;
        }

        var answer = await reconciliation.RunAsync(question!, context.RequestAborted);
        await context.Response.WriteAsJsonAsync(answer, ReconcileJson.Default.ReconcileAnswer);
    }
}
