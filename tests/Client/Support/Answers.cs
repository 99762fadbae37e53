using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Relay.Client.Tests.Support;

/// <summary>Answers as the wire contract writes them.</summary>
internal static class Answers
{
    internal static Task JsonAsync(this HttpContext context, int status, JsonNode body) =>
        context.TextAsync(status, "application/json", body.ToJsonString());

    internal static Task ProblemAsync(this HttpContext context, int status, string code, string title, JsonObject? more = null)
    {
        var problem = more ?? [];
        problem["type"] = "about:blank";
        problem["title"] = title;
        problem["status"] = status;
        problem["code"] = code;
        return context.TextAsync(status, "application/problem+json", problem.ToJsonString());
    }

    internal static async Task TextAsync(this HttpContext context, int status, string type, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        context.Response.ContentLength = bytes.Length;
        await context.Response.Body.WriteAsync(bytes);
    }
}
