using System.Text.Json.Serialization;

namespace Relay.Client.Envelopes;

/// <summary>How an envelope travels. Order holds within normal and within urgent, from one sender to one recipient.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DeliveryClass>))]
public enum DeliveryClass
{
    /// <summary>Messages.</summary>
    [JsonStringEnumMemberName("normal")]
    Normal,

    /// <summary>Calls: not held up by messages.</summary>
    [JsonStringEnumMemberName("urgent")]
    Urgent,

    /// <summary>Typing and the like: dropped where it cannot be delivered at once; no order.</summary>
    [JsonStringEnumMemberName("ephemeral")]
    Ephemeral,
}
