using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Relay.Local.Host.Tests.TestProgram;

/// <summary>Answers of the program to HTTP that the host forwards.</summary>
internal static class HttpAnswers
{
    private static readonly SemaphoreSlim Released = new(0);

    public static async Task AnswerAsync(HttpContext context)
    {
        switch (context.Request.Path.Value!.ToLowerInvariant())
        {
            case "/v1/crash":
                Environment.Exit(7);
                break;
            case "/v1/exit":
                Environment.Exit(0);
                break;
            case "/v1/hang":
                await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted);
                break;
            case "/v1/read-in-pieces":
                await ReadInPiecesAsync(context);
                break;
            case "/v1/answer-in-pieces":
                await AnswerInPiecesAsync(context);
                break;
            case "/v1/release":
                Released.Release();
                break;
            case "/v1/hop":
                context.Response.Headers.Connection = "x-secret";
                context.Response.Headers["Keep-Alive"] = "timeout=5";
                context.Response.Headers["X-Kept"] = new(["one", "two"]);
                context.Response.StatusCode = 418;
                break;
            case "/v1/environment":
                await context.Response.WriteAsync(JsonSerializer.Serialize(
                    Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>()
                        .ToDictionary(pair => (string)pair.Key, pair => (string?)pair.Value)));
                break;
            default:
                await EchoAsync(context);
                break;
        }
    }

    /// <summary>Writes a line to standard output for each piece as it comes.</summary>
    private static async Task ReadInPiecesAsync(HttpContext context)
    {
        var buffer = new byte[4096];
        int count;
        while ((count = await context.Request.Body.ReadAsync(buffer)) > 0)
            Console.WriteLine($"read {count}");
    }

    /// <summary>Sends its head, then a piece for each call of /v1/release.</summary>
    private static async Task AnswerInPiecesAsync(HttpContext context)
    {
        await context.Response.StartAsync();
        await context.Response.Body.FlushAsync();
        for (var piece = 1; piece <= 2; piece++)
        {
            await Released.WaitAsync(context.RequestAborted);
            await context.Response.WriteAsync($"piece {piece}");
        }
    }

    private static async Task EchoAsync(HttpContext context)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var (buffer, length, count) = (new byte[64 * 1024], 0L, 0);
        while ((count = await context.Request.Body.ReadAsync(buffer)) > 0)
        {
            hash.AppendData(buffer, 0, count);
            length += count;
        }

        var seen = new SeenRequest(
            context.Request.Method,
            context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget,
            context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            length,
            Convert.ToHexString(hash.GetHashAndReset()));
        await context.Response.WriteAsync(JsonSerializer.Serialize(seen));
    }
}

/// <summary>A forwarded request as the program saw it.</summary>
internal sealed record SeenRequest(string Method, string Target, Dictionary<string, string> Headers, long Length, string Sha256);
