using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Relay.Functions.Hosting.Examples;
using Relay.Local.Stack;
using Relay.Road.Tests.Fixtures;

namespace Relay.Road.Tests.Examples;

/// <summary>Makes the calls of docs/examples against a running relay, in their order, and notes what each was answered.</summary>
internal sealed class Story(LocalStack stack, StoryPartners partners, StoryValues values, JsonNode document)
{
    private static readonly HttpClient Http = new();

    private readonly SchemaCheck _schemas = new(document);
    private volatile bool _goneAnswered;

    /// <summary>Makes one call; gives what was not as the example and the document say.</summary>
    public async Task<IReadOnlyList<string>> TellAsync(ExampleStep step)
    {
        await PrepareAsync(step.Before);
        var (path, method, operation) = Operation(step.Operation);
        var faults = new List<string>();
        var request = ExamplePlaceholders.Fill(step.Request, values.Of);
        if (request is not null && step.Status is >= 200 and < 300)
            faults.AddRange(_schemas.Faults(operation["requestBody"]?["content"]?["application/json"]?["schema"], request).Select(fault => "request " + fault));

        var target = Target(path, step);
        IReadOnlyList<string> differences;
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        var clock = Stopwatch.StartNew();
        while ((differences = await CallAsync(step, method, target, request, operation)).Count > 0 && step.Wait && clock.Elapsed < Eventually.Deadline)
            await timer.WaitForNextTickAsync();
        return [.. faults, .. differences];
    }

    private async Task<IReadOnlyList<string>> CallAsync(ExampleStep step, string method, string target, JsonNode? request, JsonNode operation)
    {
        var body = request is null ? [] : Encoding.UTF8.GetBytes(request.ToJsonString());
        using var message = step.Signer is { } signer
            ? RawCall.Signed(stack, partners.KeyOf(signer), new HttpMethod(method), target, body)
            : new HttpRequestMessage(new HttpMethod(method), new Uri(stack.Address, target));
        var (status, text, type) = await RawCall.SendAsync(message);
        if (status != step.Status)
            return [$"{status} instead of {step.Status}: {text}"];

        var documented = operation["responses"]?[$"{status}"];
        if (documented is null)
            return [$"{status} is not among the operation's answers"];
        if (step.Response is null)
            return text.Length == 0 ? [] : [$"a body that the example does not have: {text}"];

        var answer = JsonNode.Parse(text);
        var schema = documented["content"]?[type ?? ""]?["schema"];
        return schema is null
            ? [$"{type} is not described for {status}"]
            : [.. _schemas.Faults(schema, answer), .. AnswerMatch.Compare(step.Response, answer, values.Known)];
    }

    private string Target(string path, ExampleStep step)
    {
        string Filled(string value) => Uri.EscapeDataString(ExamplePlaceholders.Fill(value, values.Of));
        foreach (var (name, value) in step.Path ?? new Dictionary<string, string>())
            path = path.Replace($"{{{name}}}", Filled(value), StringComparison.Ordinal);
        return step.Query is { } query ? $"{path}?{string.Join('&', query.Select(one => $"{one.Key}={Filled(one.Value)}"))}" : path;
    }

    private (string Path, string Method, JsonNode Operation) Operation(string id) =>
        (from path in document["paths"]!.AsObject()
         from method in path.Value!.AsObject()
         where method.Value!["operationId"]!.GetValue<string>() == id
         select (path.Key, method.Key.ToUpperInvariant(), method.Value)).Single();

    private async Task PrepareAsync(string? before)
    {
        switch (before)
        {
            case null:
                return;
            case "upload":
                using (var put = new HttpRequestMessage(HttpMethod.Put, values.Known["media.upload"].GetValue<string>()) { Content = new ByteArrayContent(values.Media) })
                {
                    put.Headers.Add("x-ms-blob-type", "BlockBlob");
                    using var answer = await Http.SendAsync(put);
                    Assert.True(answer.IsSuccessStatusCode);
                }

                return;
            case "code-told":
                await Eventually.TrueAsync(() => partners.Whatsapp.Notices.Any(notice => notice.Type == "link.code"), "the code is told");
                return;
            case "hold-two":
                using (var held = new HeldRelay(stack))
                    await held.HoldAsync(partners.Instagram, partners.Whatsapp, count: 2);
                return;
            case "answer-gone":
                _goneAnswered = false;
                partners.Whatsapp.Answer = _ =>
                {
                    _goneAnswered = true;
                    return Results.StatusCode(410);
                };
                return;
            case "answer-again":
                await Eventually.TrueAsync(() => _goneAnswered, "the endpoint has answered 410");
                partners.Whatsapp.Answer = _ => null;
                return;
            default:
                throw new InvalidOperationException($"The story asks for {before}, which nobody does.");
        }
    }
}
