using System.Text.Json.Serialization.Metadata;
using Relay.Functions.Callers;
using Relay.Functions.Hosting;

namespace Relay.Functions.Operators.Overview;

/// <summary>What every call of an operator does first and last: the body within its bound, the caller, the problem or the answer.</summary>
internal sealed class OperatorCalls(CallerAuthentication callers)
{
    /// <summary>Runs a call of an operator; what it gives is written, and when it gives null it has written its answer itself.</summary>
    public async Task RunAsync(HttpContext context, int limit, Func<RequestBody, Caller, Task<Problem?>> run)
    {
        using var body = await RequestBody.ReadAsync(context.Request, limit);
        var check = body is null ? new CallerCheck(null, Problems.TooLarge("body", limit)) : await callers.OperatorAsync(context, body);
        if ((check.Problem ?? await run(body!, check.Caller!)) is { } problem)
            await problem.WriteAsync(context);
    }

    /// <summary>Reads for an operator.</summary>
    public Task ReadAsync<T>(HttpContext context, JsonTypeInfo<T> type, Func<Task<(T? Value, Problem? Problem)>> read)
        where T : class =>
        RunAsync(context, 0, async (_, _) =>
        {
            var (value, problem) = await read();
            if (value is not null)
                await WriteAsync(context, value, type);
            return problem;
        });

    /// <summary>Writes an answer that nobody keeps.</summary>
    public static Task WriteAsync<T>(HttpContext context, T value, JsonTypeInfo<T> type)
    {
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsJsonAsync(value, type);
    }
}
