using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Relay.Local.Host.Tests.TestProgram;

/// <summary>
/// Answers POST /{FunctionName}: each call is written to standard output, and the function's name says how to answer it. A
/// redelivered message is answered well, so that tests see exactly one failure.
/// </summary>
internal static class TriggerAnswers
{
    public const string CallPrefix = "call ";

    public static async Task AnswerAsync(HttpContext context)
    {
        var function = context.Request.Path.Value!.Trim('/');
        if (context.Request.Method != "POST")
        {
            context.Response.StatusCode = 404;
            return;
        }

        using var body = new StreamReader(context.Request.Body);
        var call = new ProgramCall(
            function,
            Environment.ProcessId,
            context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            await body.ReadToEndAsync());
        Console.WriteLine(CallPrefix + JsonSerializer.Serialize(call));
        await (function != "AlwaysFails" && IsRedelivery(call.Body) ? Json(context, Good) : AnswerAsync(context, function));
    }

    private const string Good = """{"Outputs":{},"Logs":["a line of the program"],"ReturnValue":null}""";

    private static Task AnswerAsync(HttpContext context, string function)
    {
        switch (function)
        {
            case "NoContent":
                context.Response.StatusCode = 204;
                return Task.CompletedTask;
            case "EmptyOk":
                return Task.CompletedTask;
            case "JsonNull":
                return Json(context, "null");
            case "ServerError" or "AlwaysFails":
                context.Response.StatusCode = 500;
                return Json(context, Good);
            case "Redirect":
                context.Response.StatusCode = 302;
                context.Response.Headers.Location = "/Ok";
                return Task.CompletedTask;
            case "InvalidJson":
                return Json(context, "{ \"Outputs\":");
            case "JsonArray":
                return Json(context, "[]");
            case "PlainText":
                context.Response.ContentType = "text/plain";
                return context.Response.WriteAsync(Good);
            case "WithOutputs":
                return Json(context, """{"Outputs":{"queue":"x"},"Logs":[],"ReturnValue":null}""");
            case "Accepted":
                context.Response.StatusCode = 202;
                return Json(context, Good);
            case "Hang":
                return Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted);
            case "Slow":
                // Longer than the shortest lock that a queue can have.
                return JsonAfterAsync(context, TimeSpan.FromSeconds(8));
            case "Brief":
                return JsonAfterAsync(context, TimeSpan.FromMilliseconds(500));
            case "Crash":
                Environment.Exit(7);
                return Task.CompletedTask;
            default:
                return Json(context, Good);
        }
    }

    private static Task Json(HttpContext context, string text)
    {
        context.Response.ContentType = "application/json; charset=utf-8";
        return context.Response.WriteAsync(text);
    }

    private static async Task JsonAfterAsync(HttpContext context, TimeSpan work)
    {
        await Task.Delay(work);
        await Json(context, Good);
    }

    private static bool IsRedelivery(string body)
    {
        using var document = JsonDocument.Parse(body);
        var metadata = document.RootElement.GetProperty("Metadata");
        return (metadata.TryGetProperty("DeliveryCount", out var count) && count.GetString() != "1")
            || (metadata.TryGetProperty("DeliveryCountArray", out var counts) && counts.GetString()!.Contains('2'));
    }
}

/// <summary>One call of a trigger as the program saw it.</summary>
internal sealed record ProgramCall(string Function, int Process, Dictionary<string, string> Headers, string Body);
