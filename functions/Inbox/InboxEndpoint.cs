using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Relay.Functions.Callers;
using Relay.Functions.Deliver;
using Relay.Functions.Hosting;
using Relay.Functions.Lanes;
using Relay.Functions.Partners;

namespace Relay.Functions.Inbox;

/// <summary><c>/v1/inbox</c>: a partner in pull mode asks for what is addressed to its users.</summary>
internal sealed class InboxEndpoint(CallerAuthentication callers, LaneInbox inbox, InboxSignal signal, IOptions<DeliveryOptions> options, TimeProvider clock)
{
    private const int MostEnvelopes = 100;
    private const int LongestWaitSeconds = 60;
    private const int DefaultWaitSeconds = 20;
    private const int MostAcks = 100;

    // Another instance may have parked something: this one hears only of what it has parked itself.
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(500);

    /// <summary>GET: hands out up to <c>max</c> envelopes, and waits for the first up to <c>wait</c> seconds.</summary>
    public async Task GetAsync(HttpContext context)
    {
        using var body = await RequestBody.ReadAsync(context.Request, 0);
        if (body is null)
        {
            await Problems.TooLarge("body", 0).WriteAsync(context);
            return;
        }

        // A repeated call would take what the partner itself then waits for: the nonce is stored although this is a GET.
        var check = await callers.PartnerOnceAsync(context, body);
        var badWait = Number(context, "wait", DefaultWaitSeconds, 0, LongestWaitSeconds, out var wait);
        var badMost = Number(context, "max", MostEnvelopes, 1, MostEnvelopes, out var most);
        if ((check.Problem ?? Pulls(check.Caller!.Partner!) ?? badWait ?? badMost) is { } problem)
        {
            await problem.WriteAsync(context);
            return;
        }

        var handOuts = await WaitAsync(check.Caller!.Partner!.Name, most, TimeSpan.FromSeconds(wait), context.RequestAborted);
        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "no-store";
        Write(context, handOuts);
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    /// <summary>POST: says what became of hand-outs.</summary>
    public async Task AcknowledgeAsync(HttpContext context)
    {
        using var body = await RequestBody.ReadAsync(context.Request, options.Value.MaxAnswerBytes);
        if (body is null)
        {
            await Problems.TooLarge("body", options.Value.MaxAnswerBytes).WriteAsync(context);
            return;
        }

        var check = await callers.PartnerOnceAsync(context, body);
        if ((check.Problem ?? Pulls(check.Caller!.Partner!)) is { } refused)
        {
            await refused.WriteAsync(context);
            return;
        }

        var (request, malformed) = JsonBody.Read(body, InboxJson.Default.AckRequest);
        if ((malformed ?? Check(request!)) is { } problem)
        {
            await problem.WriteAsync(context);
            return;
        }

        var results = new List<AckView>();
        foreach (var ack in request!.Acks!)
        {
            var answer = new DestinationAnswer(DestinationFailure.None, Verdicts(ack));
            var result = await inbox.AcknowledgeAsync(check.Caller!.Partner!.Name, ack.Token!, answer, CancellationToken.None);
            results.Add(new AckView(ack.Token!, result == AckResult.Done ? "done" : "not-out"));
        }

        await context.Response.WriteAsJsonAsync(new AckResponse(results), InboxJson.Default.AckResponse);
    }

    private async Task<IReadOnlyList<HandOut>> WaitAsync(string partner, int most, TimeSpan wait, CancellationToken cancel)
    {
        var began = clock.GetTimestamp();
        while (true)
        {
            var rung = signal.NextAsync(partner);
            // Not the caller's cancellation: what is handed out to one that hung up would stay out.
            var handOuts = await inbox.TakeAsync(partner, most, CancellationToken.None);
            var left = wait - clock.GetElapsedTime(began);
            if (handOuts.Count > 0 || left <= TimeSpan.Zero)
                return handOuts;

            await Task.WhenAny(rung, Task.Delay(left < BetweenLooks ? left : BetweenLooks, clock, cancel));
            cancel.ThrowIfCancellationRequested();
        }
    }

    private static void Write(HttpContext context, IReadOnlyList<HandOut> handOuts)
    {
        using var json = new Utf8JsonWriter(context.Response.BodyWriter, new JsonWriterOptions { SkipValidation = true });
        json.WriteStartObject();
        json.WriteStartArray("batches"u8);
        foreach (var handOut in handOuts)
        {
            json.WriteStartObject();
            json.WriteString("token"u8, handOut.Token);
            BatchBody.WriteMembers(json, handOut.Head, handOut.Envelopes);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static Problem? Pulls(PartnerRecord partner) => partner.Mode == DeliveryMode.Pull
        ? null
        : Problems.Conflict("not-pull", "This partner's envelopes are posted to its endpoint; an operator can set its mode to pull.");

    private static Problem? Number(HttpContext context, string name, int standard, int least, int most, out int value)
    {
        value = standard;
        if (context.Request.Query[name] is not [{ } text])
            return context.Request.Query.ContainsKey(name) ? Problems.Malformed(name, "given once") : null;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value >= least && value <= most
            ? null
            : Problems.Malformed(name, $"a number from {least} to the limit", most);
    }

    private static Problem? Check(AckRequest request)
    {
        if (request.Acks is not { Count: >= 1 and <= MostAcks } acks)
            return Problems.Malformed("acks", "1 to the limit", MostAcks);

        for (var i = 0; i < acks.Count; i++)
        {
            if (acks[i]?.Token is null)
                return Problems.Malformed($"acks[{i}].token", "the token of a hand-out");
            var results = acks[i].Results ?? [];
            for (var k = 0; k < results.Count; k++)
            {
                if (results[k]?.Status is not ("accepted" or "refused" or "retry"))
                    return Problems.Malformed($"acks[{i}].results[{k}].status", "accepted, refused or retry");
            }
        }

        return null;
    }

    private static Dictionary<Guid, (EnvelopeVerdict, string?)>? Verdicts(AckContract ack)
    {
        if (ack.Results is null)
            return null;

        var verdicts = new Dictionary<Guid, (EnvelopeVerdict, string?)>();
        foreach (var result in ack.Results)
        {
            verdicts[result.Id] = result.Status switch
            {
                "accepted" => (EnvelopeVerdict.Accepted, null),
                "refused" => (EnvelopeVerdict.Refused, AnswerParser.Word(result.Reason)),
                _ => (EnvelopeVerdict.Retry, null),
            };
        }

        return verdicts;
    }
}
