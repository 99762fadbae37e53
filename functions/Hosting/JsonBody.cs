using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Relay.Functions.Hosting;

/// <summary>Reads small JSON bodies; a body that does not fit its type gives a problem that names the member.</summary>
internal static class JsonBody
{
    public static (T? Value, Problem? Problem) Read<T>(RequestBody body, JsonTypeInfo<T> type)
        where T : class => Read(body.Bytes.Span, type);

    public static (T? Value, Problem? Problem) Read<T>(ReadOnlySpan<byte> body, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(body, type) is { } value
                ? (value, null)
                : (null, Problems.Malformed("body", "a JSON object"));
        }
        catch (JsonException invalid)
        {
            var field = invalid.Path is { Length: > 2 } path ? path.TrimStart('$', '.') : "body";
            return (null, Problems.Malformed(field, "JSON of the documented form: each member that is needed, and no unknown one"));
        }
    }
}
