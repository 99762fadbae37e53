using System.Text.Json;

namespace Relay.Local.Host.Queues;

/// <summary>
/// What makes a text body dangerous: the Functions host copies the top-level members of a JSON object over the message's real
/// metadata, so that whoever writes the body can forge its session id or delivery count. Only bodies without dataType binary.
/// </summary>
internal static class BodyMembers
{
    public static void CopyOver(Dictionary<string, object?> metadata, string body)
    {
        var trimmed = body.AsSpan().Trim();
        if (!trimmed.StartsWith("{") || !trimmed.EndsWith("}"))
            return;
        try
        {
            using var document = JsonDocument.Parse(body);
            foreach (var member in document.RootElement.EnumerateObject())
            {
                if (Convert(member.Value) is { } value)
                    metadata[member.Name] = value;
            }
        }
        catch (JsonException)
        {
            // Not JSON after all: then it is only text, for the host too.
        }
    }

    /// <summary>Objects stay objects, scalars become strings, arrays and nulls are passed over.</summary>
    private static object? Convert(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.Clone(),
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.GetRawText(),
        JsonValueKind.True => bool.TrueString,
        JsonValueKind.False => bool.FalseString,
        _ => null,
    };
}
