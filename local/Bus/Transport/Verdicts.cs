using Microsoft.Azure.Amqp.Encoding;
using Microsoft.Azure.Amqp.Framing;
using Relay.Local.Bus.Engine;

namespace Relay.Local.Bus.Transport;

/// <summary>Reads decisions out of AMQP delivery states and management requests.</summary>
internal static class Verdicts
{
    public static Verdict From(DeliveryState? state) => state switch
    {
        Accepted => Verdict.Of(Decision.Complete),
        Modified modified => new(
            modified.UndeliverableHere == true ? Decision.Defer : Decision.Abandon, Properties(modified.MessageAnnotations)),
        Rejected rejected => new(Decision.DeadLetter, Properties(rejected.Error?.Info)),
        _ => Verdict.Of(Decision.Release),
    };

    /// <summary>The decision of an <c>update-disposition</c> request; null when its status is unknown.</summary>
    public static Verdict? From(string? status, AmqpMap request)
    {
        var properties = request.TryGetValue<AmqpMap>(new MapKey("properties-to-modify"), out var map) ? Properties(map) : [];
        if (status != "suspended")
            return status switch
            {
                "completed" => new(Decision.Complete, properties),
                "abandoned" => new(Decision.Abandon, properties),
                "defered" => new(Decision.Defer, properties),
                _ => null,
            };
        Add(properties, request, "deadletter-reason", Verdict.ReasonProperty);
        Add(properties, request, "deadletter-description", Verdict.DescriptionProperty);
        return new(Decision.DeadLetter, properties);
    }

    private static void Add(List<KeyValuePair<string, object?>> properties, AmqpMap request, string name, string property)
    {
        if (request.TryGetValue<string>(new MapKey(name), out var value) && value is not null)
            properties.Add(new(property, value));
    }

    private static List<KeyValuePair<string, object?>> Properties(IEnumerable<KeyValuePair<MapKey, object>>? map) =>
        map is null ? [] : [.. map.Select(pair => new KeyValuePair<string, object?>(pair.Key.Key.ToString()!, pair.Value))];
}
