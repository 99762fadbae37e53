using System.Text.Json.Serialization.Metadata;
using Relay.Functions.Callers;
using Relay.Functions.Hosting;
using Relay.Functions.Partners;

namespace Relay.Functions.Agreements;

/// <summary><c>/v1/partners/{partner}/agreement</c>: operators change it; they, and the partner itself, read it.</summary>
internal sealed class AgreementEndpoint(CallerAuthentication callers, PartnerStore store, AgreementStage stage, FirstDeliveries firsts, TimeProvider clock)
{
    private const int MaxBodyBytes = 16 * 1024;

    /// <summary>GET: the agreement as it is stored.</summary>
    public Task GetAsync(HttpContext context, string partner) => ReadAsync(context, partner, found => WriteAsync(context, AgreementView.Of(found, clock.GetUtcNow()), AgreementJson.Default.AgreementView));

    /// <summary>GET report: JSON, or Markdown for who accepts that and not JSON.</summary>
    public Task ReportAsync(HttpContext context, string partner) => ReadAsync(context, partner, async found =>
    {
        var cancel = context.RequestAborted;
        var report = AgreementReport.Of(
            found, await firsts.FirstAsync(partner, PartnerWorld.Sandbox, cancel), await firsts.FirstAsync(partner, PartnerWorld.Live, cancel), clock.GetUtcNow());
        context.Response.Headers.Vary = "Accept";
        if (!WantsMarkdown(context.Request))
        {
            await WriteAsync(context, report, AgreementJson.Default.AgreementReport);
            return;
        }

        context.Response.Headers.CacheControl = "no-store";
        context.Response.ContentType = ReportMarkdown.MediaType + "; charset=utf-8";
        await context.Response.WriteAsync(ReportMarkdown.Write(report), cancel);
    });

    /// <summary>PUT: the terms.</summary>
    public Task PutAsync(HttpContext context, string partner) =>
        ChangeAsync(context, AgreementJson.Default.AgreementTerms, (terms, _) => stage.SetTermsAsync(partner, terms, context.RequestAborted));

    /// <summary>POST state: another state.</summary>
    public Task ChangeStateAsync(HttpContext context, string partner) =>
        ChangeAsync(context, AgreementJson.Default.StateOrder, (order, by) => stage.ChangeStateAsync(partner, order, by, context.RequestAborted));

    /// <summary>PUT conformance: what the conformance kit said.</summary>
    public Task AttachAsync(HttpContext context, string partner) => ChangeAsync(context, AgreementJson.Default.ConformanceOrder, async (order, by) =>
    {
        var (report, problem) = ConformanceCheck.Check(order, clock.GetUtcNow(), by);
        return problem is null ? await stage.AttachAsync(partner, report!, context.RequestAborted) : (null, problem);
    });

    private async Task ReadAsync(HttpContext context, string partner, Func<PartnerRecord, Task> answer)
    {
        using var body = await RequestBody.ReadAsync(context.Request, 0);
        if (body is null)
        {
            await Problems.TooLarge("body", 0).WriteAsync(context);
            return;
        }

        var check = await callers.PartnerOrOperatorAsync(context, body);
        if (check.Caller is not { } caller)
            await check.Problem!.WriteAsync(context);
        else if (caller.Partner is { } own && own.Name != partner)
            await Problems.NotAllowed("A partner reads its own agreement.").WriteAsync(context);
        else if (PartnerNames.IsName(partner) && await store.FindAsync(partner, context.RequestAborted) is { } found)
            await answer(found);
        else
            await Problems.NotFound("No such partner.").WriteAsync(context);
    }

    private async Task ChangeAsync<T>(HttpContext context, JsonTypeInfo<T> type, Func<T, string, Task<(PartnerRecord? Partner, Problem? Problem)>> change)
        where T : class
    {
        using var body = await RequestBody.ReadAsync(context.Request, MaxBodyBytes);
        if (body is null)
        {
            await Problems.TooLarge("body", MaxBodyBytes).WriteAsync(context);
            return;
        }

        var check = await callers.OperatorAsync(context, body);
        if (check.Caller is not { } caller)
        {
            await check.Problem!.WriteAsync(context);
            return;
        }

        var (order, malformed) = JsonBody.Read(body, type);
        var (partner, problem) = malformed is null ? await change(order!, caller.KeyId) : (null, malformed);
        if (problem is not null)
            await problem.WriteAsync(context);
        else
            await WriteAsync(context, AgreementView.Of(partner!, clock.GetUtcNow()), AgreementJson.Default.AgreementView);
    }

    private static Task WriteAsync<T>(HttpContext context, T view, JsonTypeInfo<T> type)
    {
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsJsonAsync(view, type, cancellationToken: context.RequestAborted);
    }

    private static bool WantsMarkdown(HttpRequest request)
    {
        var accepts = request.GetTypedHeaders().Accept.OrderByDescending(type => type.Quality ?? 1);
        return accepts.Select(type => type.MediaType.Value).FirstOrDefault(type => type is ReportMarkdown.MediaType or "application/json" or "application/*" or "*/*") == ReportMarkdown.MediaType;
    }
}
