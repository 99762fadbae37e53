using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Relay.Functions.Callers;
using Relay.Functions.Custody;
using Relay.Functions.Hosting;
using Relay.Functions.Limits;
using Relay.Signatures.Custody;

namespace Relay.Functions.Accept;

/// <summary><c>POST /v1/envelopes</c>.</summary>
internal sealed class EnvelopesEndpoint(
    CallerAuthentication callers, PartnerLimits limits, AcceptStage stage, ReceiptIssuer receipts, IOptions<AcceptOptions> options)
{
    private static readonly byte[][] StatusWords = [.. new[] { "accepted"u8.ToArray(), "duplicate"u8.ToArray(), "refused"u8.ToArray(), "unavailable"u8.ToArray() }];

    private static readonly JsonWriterOptions ResultOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

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

        if (limits.Take(LimitTable.PartnerEnvelopes, sender.Name, drafts.Count) is { } tooFast)
        {
            await tooFast.ToProblem().WriteAsync(context);
            return;
        }

        // Not the request's own cancellation: a caller that hangs up must not leave one lane queued and another not for no reason.
        var (acceptedAt, results) = await stage.AcceptAsync(sender, drafts, CancellationToken.None);
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
        using var json = new Utf8JsonWriter(context.Response.BodyWriter, ResultOptions);
        json.WriteStartObject();
        // Where nothing was accepted there is no such time, and refusals stay the same byte for byte.
        if (receipt is not null)
            json.WriteString("acceptedAt"u8, ReceiptSigner.Time(acceptedAt));
        json.WriteStartArray("results"u8);
        for (var i = 0; i < results.Length; i++)
        {
            json.WriteStartObject();
            json.WriteString("id"u8, drafts[i].Id);
            json.WriteString("status"u8, StatusWords[(int)results[i].Status]);
            if (results[i].Problem is { } problem)
            {
                json.WritePropertyName("problem"u8);
                JsonSerializer.Serialize(json, problem, ProblemJson.Readable.Problem);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (receipt is { } issued)
        {
            json.WriteString("receipt"u8, issued.Token);
            json.WriteString("salt"u8, issued.Salt);
        }

        json.WriteEndObject();
    }
}
