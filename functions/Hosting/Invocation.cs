using System.Text.Json;
using Relay.Functions.Queue;
using Relay.Functions.Telemetry;

namespace Relay.Functions.Hosting;

/// <summary>
/// Reads what the Functions host posts for a trigger: <c>{"Data":{…},"Metadata":{…}}</c>. Bytes arrive as base64 once
/// (<c>dataType</c> binary); metadata scalars are JSON inside a string.
/// </summary>
internal static class Invocation
{
    /// <summary>The name of the binding in function.json.</summary>
    private const string Binding = "message";

    /// <summary>The message of a Service Bus trigger.</summary>
    /// <param name="queue">The trigger's queue.</param>
    /// <param name="call">What the host posted.</param>
    /// <exception cref="InvalidDataException">The call does not have the documented form.</exception>
    public static QueuedMessage ReadQueued(string queue, ReadOnlyMemory<byte> call)
    {
        try
        {
            using var json = JsonDocument.Parse(call);
            var body = json.RootElement.GetProperty("Data").GetProperty(Binding).GetBytesFromBase64();
            var metadata = json.RootElement.GetProperty("Metadata");
            return new QueuedMessage(queue, body, Number(metadata.GetProperty("SequenceNumber")), (int)Number(metadata.GetProperty("DeliveryCount")))
            {
                TraceParent = TraceParent(metadata),
            };
        }
        catch (Exception malformed) when (malformed is JsonException or KeyNotFoundException or FormatException or OverflowException or InvalidOperationException)
        {
            throw new InvalidDataException("Not a call of the Functions host for a Service Bus trigger.", malformed);
        }
    }

    // An object, or one inside a string, as hosts of several versions write it. Telemetry only: what cannot be read is not there.
    private static string? TraceParent(JsonElement metadata)
    {
        if (!metadata.TryGetProperty("ApplicationProperties", out var properties))
            return null;

        if (properties.ValueKind == JsonValueKind.String)
        {
            var text = properties.GetString()!;
            if (!text.Contains(RelayTraces.MessageProperty, StringComparison.Ordinal))
                return null;
            using var inner = JsonDocument.Parse(text);
            return Property(inner.RootElement);
        }

        return Property(properties);
    }

    private static string? Property(JsonElement properties) =>
        properties.ValueKind == JsonValueKind.Object && properties.TryGetProperty(RelayTraces.MessageProperty, out var id) && id.ValueKind == JsonValueKind.String
            ? id.GetString()
            : null;

    private static long Number(JsonElement value) =>
        value.ValueKind == JsonValueKind.String
            ? long.Parse(value.GetString()!, System.Globalization.CultureInfo.InvariantCulture)
            : value.GetInt64();
}
