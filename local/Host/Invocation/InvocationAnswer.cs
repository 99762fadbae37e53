using System.Text.Json;

namespace Relay.Local.Host.Invocation;

/// <summary>What the Functions host makes of the program's answer to a trigger.</summary>
internal enum AnswerKind
{
    /// <summary>2xx with the JSON that the contract asks for.</summary>
    Complete,

    /// <summary>2xx without a value (204, empty 200, JSON null): the host goes on waiting until the function timeout.</summary>
    NeverCompletes,

    /// <summary>Everything else.</summary>
    Failure,
}

/// <summary>An answer, its log lines, and for a failure what is wrong with it.</summary>
internal sealed record InvocationAnswer(AnswerKind Kind, IReadOnlyList<string> Logs, string Fault = "")
{
    public static async Task<InvocationAnswer> ReadAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        if (!response.IsSuccessStatusCode)
            return Failure($"status {(int)response.StatusCode}");
        var body = await response.Content.ReadAsByteArrayAsync(cancel);
        // The host's JSON reader returns nothing, without an error, for an empty body.
        if (body.Length == 0)
            return new(AnswerKind.NeverCompletes, []);
        var type = response.Content.Headers.ContentType?.MediaType;
        return type is "application/json" or "text/json" ? Parse(body) : Failure($"content type '{type}', not JSON");
    }

    private static InvocationAnswer Parse(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind switch
            {
                JsonValueKind.Null => new(AnswerKind.NeverCompletes, []),
                JsonValueKind.Object => Read(document.RootElement),
                var kind => Failure($"a JSON {kind}, not an object"),
            };
        }
        catch (JsonException fault)
        {
            return Failure($"invalid JSON: {fault.Message}");
        }
    }

    private static InvocationAnswer Read(JsonElement root)
    {
        List<string> logs = [];
        foreach (var member in root.EnumerateObject())
        {
            var value = member.Value;
            if (value.ValueKind == JsonValueKind.Null)
                continue;
            if (member.Name.Equals("Logs", StringComparison.OrdinalIgnoreCase))
            {
                if (value.ValueKind != JsonValueKind.Array)
                    return Failure("Logs is not an array");
                logs.AddRange(value.EnumerateArray().Select(line => line.ToString()));
            }
            else if (member.Name.Equals("Outputs", StringComparison.OrdinalIgnoreCase))
            {
                if (value.ValueKind != JsonValueKind.Object)
                    return Failure("Outputs is not an object");
                if (value.EnumerateObject().Any())
                    return Failure("Outputs is not empty: output bindings are not supported by the local host") with { Logs = logs };
            }
        }

        return new(AnswerKind.Complete, logs);
    }

    private static InvocationAnswer Failure(string fault) => new(AnswerKind.Failure, [], fault);
}
