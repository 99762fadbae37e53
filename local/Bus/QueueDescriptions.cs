using System.Text.Json;
using System.Xml;

namespace Relay.Local.Bus;

/// <summary>
/// Reads the file that describes the queues: JSON with the property names of the ARM resource and ISO 8601 durations, so
/// that a Bicep template can load the same file.
/// </summary>
public static class QueueDescriptions
{
    /// <summary>Reads and checks the file.</summary>
    /// <exception cref="InvalidDataException">The file is not valid; the message names the queue and the property.</exception>
    public static IReadOnlyList<QueueDescription> Load(string path)
    {
        using var document = Parse(path);
        var queues = Member(document.RootElement, "queues", path);
        var result = new List<QueueDescription>();
        foreach (var queue in queues.EnumerateArray())
        {
            var description = Read(queue, path);
            if (result.Any(other => string.Equals(other.Name, description.Name, StringComparison.OrdinalIgnoreCase)))
                throw new InvalidDataException($"{path}: queue '{description.Name}' is described twice.");
            result.Add(description);
        }
        return result;
    }

    private static JsonDocument Parse(string path)
    {
        try
        {
            return JsonDocument.Parse(File.ReadAllBytes(path));
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path}: {e.Message}", e);
        }
    }

    private static JsonElement Member(JsonElement root, string name, string path)
    {
        if (root.ValueKind != JsonValueKind.Object)
            throw new InvalidDataException($"{path}: the file must hold a JSON object.");
        foreach (var member in root.EnumerateObject().Where(member => member.Name != name))
            throw new InvalidDataException($"{path}: property '{member.Name}' is unknown.");
        return root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array
            ? value
            : throw new InvalidDataException($"{path}: '{name}' must be an array.");
    }

    private static QueueDescription Read(JsonElement queue, string path)
    {
        if (queue.ValueKind != JsonValueKind.Object)
            throw new InvalidDataException($"{path}: a queue must be a JSON object.");
        foreach (var member in queue.EnumerateObject().Where(member => member.Name is not ("name" or "properties")))
            throw new InvalidDataException($"{path}: property '{member.Name}' of a queue is unknown.");
        if (!queue.TryGetProperty("name", out var name) || name.ValueKind != JsonValueKind.String || name.GetString() is not { Length: > 0 } text)
            throw new InvalidDataException($"{path}: a queue has no 'name'.");
        var description = new QueueDescription { Name = text };
        if (!queue.TryGetProperty("properties", out var properties))
            return description;
        if (properties.ValueKind != JsonValueKind.Object)
            throw new InvalidDataException($"{path}: 'properties' of queue '{text}' must be a JSON object.");
        foreach (var property in properties.EnumerateObject())
            description = With(description, property, path);
        return description;
    }

    private static QueueDescription With(QueueDescription description, JsonProperty property, string path)
    {
        var value = property.Value;
        try
        {
            return property.Name switch
            {
                "requiresSession" => description with { RequiresSession = value.GetBoolean() },
                "requiresDuplicateDetection" => description with { RequiresDuplicateDetection = value.GetBoolean() },
                "duplicateDetectionHistoryTimeWindow" => description with { DuplicateDetectionHistoryTimeWindow = Duration(value) },
                "lockDuration" => description with { LockDuration = Duration(value) },
                "maxDeliveryCount" => description with { MaxDeliveryCount = Positive(value) },
                "defaultMessageTimeToLive" => description with { DefaultMessageTimeToLive = Duration(value) },
                "deadLetteringOnMessageExpiration" => description with { DeadLetteringOnMessageExpiration = value.GetBoolean() },
                "maxMessageSizeInKilobytes" => description with { MaxMessageSizeInKilobytes = Positive(value) },
                "maxSizeInMegabytes" => description with { MaxSizeInMegabytes = Positive(value) },
                _ => throw new InvalidDataException($"{path}: property '{property.Name}' of queue '{description.Name}' is unknown."),
            };
        }
        catch (Exception e) when (e is FormatException or InvalidOperationException or OverflowException)
        {
            throw new InvalidDataException($"{path}: property '{property.Name}' of queue '{description.Name}': {e.Message}", e);
        }
    }

    private static TimeSpan Duration(JsonElement value)
    {
        var duration = XmlConvert.ToTimeSpan(value.GetString() ?? "");
        return duration > TimeSpan.Zero ? duration : throw new FormatException("The duration must be above zero.");
    }

    private static int Positive(JsonElement value)
    {
        var number = value.GetInt32();
        return number > 0 ? number : throw new FormatException("The number must be above zero.");
    }
}
