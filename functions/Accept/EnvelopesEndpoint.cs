using System.Text.Json;
using Microsoft.Extensions.Options;
using Relay.Functions.Callers;
using Relay.Functions.Custody;
using Relay.Functions.Hosting;
using Relay.Functions.Limits;
using Relay.Functions.Telemetry;

namespace Relay.Functions.Accept;

/// <summary><c>POST /v1/envelopes</c>.</summary>
internal sealed class EnvelopesEndpoint(
    CallerAuthentication callers, PartnerLimits limits, AcceptStage stage, ReceiptIssuer receipts, RelayMetrics metrics, IOptions<AcceptOptions> options)
{
    public async Task PostAsync(HttpContext context)
    {
        using var body = await RequestBody.ReadAsync(context.Request, AcceptOptions.MaxBodyBytes);
        if (body is null)
        {
            await Problems.TooLarge("body", AcceptOptions.MaxBodyBytes).WriteAsync(context);
            return;
        }

        var check = await callers.PartnerAsync(context, body);
        if (check.Caller?.Partner is not { } sender)
        {
            await check.Problem!.WriteAsync(context);
            return;
        }

        if (!context.Request.HasJsonContentType())
        {
            await Problems.UnsupportedMediaType().WriteAsync(context);
            return;
        }

        var (drafts, malformed) = EnvelopeRequestParser.Parse(body.Bytes, options.Value);
        if (malformed is not null)
        {
            await malformed.WriteAsync(context);
            return;
        }

        if (limits.Take(LimitTable.PartnerEnvelopes, sender.Name, drafts.Count, sender.Agreement.Quotas) is { } tooFast)
        {
            await tooFast.ToProblem().WriteAsync(context);
            return;
        }

        // Not the request's own cancellation: a caller that hangs up must not leave one lane queued and another not for no reason.
        var (acceptedAt, results) = await stage.AcceptAsync(sender, drafts, CancellationToken.None);
        AcceptTally.Count(metrics, sender.Name, drafts, results);
        var covered = ReceiptedEnvelopes.Of(drafts, results);
        IssuedReceipt? receipt = covered.Length > 0 ? receipts.Issue(sender.Name, acceptedAt, covered) : null;
        context.Response.StatusCode = StatusCodes.Status202Accepted;
        context.Response.ContentType = "application/json";
        Write(context, acceptedAt, drafts, results, receipt);
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    private static void Write(
        HttpContext context, DateTimeOffset acceptedAt, List<EnvelopeDraft> drafts, EnvelopeResult[] results, IssuedReceipt? receipt)
    {
        using var json = new Utf8JsonWriter(context.Response.BodyWriter, AcceptAnswer.Options);
        json.WriteStartObject();
        AcceptAnswer.WriteTime(json, acceptedAt, receipt);
        json.WriteStartArray("results"u8);
        for (var i = 0; i < results.Length; i++)
        {
            json.WriteStartObject();
            AcceptAnswer.WriteResult(json, drafts[i].Id, results[i]);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        AcceptAnswer.WriteReceipt(json, receipt);
        json.WriteEndObject();
    }
}
