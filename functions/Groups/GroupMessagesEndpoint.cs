using System.Text.Json;
using Microsoft.Extensions.Options;
using Relay.Functions.Accept;
using Relay.Functions.Callers;
using Relay.Functions.Custody;
using Relay.Functions.Hosting;
using Relay.Functions.Limits;
using Relay.Functions.Partners;
using Relay.Functions.Rooms;
using Relay.Functions.Telemetry;

namespace Relay.Functions.Groups;

/// <summary>
/// <c>POST /v1/group-messages</c>: a message for many, taken apart into an envelope for each recipient. From there on they are envelopes
/// as all others. Who is in the group stands in the request and nowhere else.
/// </summary>
internal sealed class GroupMessagesEndpoint(
    CallerAuthentication callers, PartnerLimits limits, IGroupContentCheck contents, RoomGate rooms, ReceiptIssuer receipts, RelayMetrics metrics, IOptions<AcceptOptions> options, TimeProvider clock)
{
    public async Task PostAsync(HttpContext context)
    {
        using var body = await RequestBody.ReadAsync(context.Request, AcceptOptions.MaxBodyBytes);
        if (body is null)
        {
            await Problems.TooLarge("body", AcceptOptions.MaxBodyBytes).WriteAsync(context);
            return;
        }

        // Harmless when repeated, by the envelopes' ids: its nonce need not be stored.
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

        var (request, problem) = JsonBody.Read(body, GroupJson.Default.GroupMessageBody);
        using var bytes = request?.Message;
        problem ??= await AcceptAsync(context, sender, request!);
        if (problem is not null)
            await problem.WriteAsync(context);
    }

    private async Task<Problem?> AcceptAsync(HttpContext context, PartnerRecord sender, GroupMessageBody request)
    {
        var (message, problem) = GroupMessageCheck.Check(request, sender.Name, options.Value, clock.GetUtcNow());
        problem ??= await contents.CheckAsync(sender, message!.Type, message.Message, context.RequestAborted);
        if (problem is not null)
            return problem;

        (var made, problem) = GroupDrafts.Make(message!, options.Value);
        using var group = made;
        problem ??= limits.Take(LimitTable.PartnerEnvelopes, sender.Name, made!.Drafts.Count, sender.Agreement.Quotas)?.ToProblem();
        if (problem is not null)
            return problem;

        // Not the request's own cancellation: a caller that hangs up must not leave one lane queued and another not for no reason.
        (var result, problem) = await rooms.AcceptAsync(sender, message!, made!.Drafts, CancellationToken.None);
        if (problem is not null)
            return problem;

        var (acceptedAt, results) = result;
        AcceptTally.Count(metrics, sender.Name, made.Drafts, results);
        var covered = ReceiptedEnvelopes.Of(made.Drafts, results);
        IssuedReceipt? receipt = covered.Length > 0 ? receipts.Issue(sender.Name, acceptedAt, covered) : null;
        context.Response.StatusCode = StatusCodes.Status202Accepted;
        context.Response.ContentType = "application/json";
        Write(context, acceptedAt, made.Drafts, results, receipt);
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
        return null;
    }

    private static void Write(HttpContext context, DateTimeOffset acceptedAt, List<EnvelopeDraft> drafts, EnvelopeResult[] results, IssuedReceipt? receipt)
    {
        using var json = new Utf8JsonWriter(context.Response.BodyWriter, AcceptAnswer.Options);
        json.WriteStartObject();
        AcceptAnswer.WriteTime(json, acceptedAt, receipt);
        json.WriteStartArray("results"u8);
        for (var i = 0; i < results.Length; i++)
        {
            json.WriteStartObject();
            json.WriteString("partner"u8, drafts[i].ToPartner);
            json.WriteString("user"u8, drafts[i].ToUser);
            AcceptAnswer.WriteResult(json, drafts[i].Id, results[i]);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        AcceptAnswer.WriteReceipt(json, receipt);
        json.WriteEndObject();
    }
}
