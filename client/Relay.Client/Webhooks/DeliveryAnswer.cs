using System.Text.Json;
using System.Text.Json.Serialization;
using Relay.Client.Http;

namespace Relay.Client.Webhooks;

/// <summary>What a partner says to one envelope.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DeliveryStatus>))]
public enum DeliveryStatus
{
    /// <summary>The partner has it durably; the relay forgets it.</summary>
    [JsonStringEnumMemberName("accepted")]
    Accepted,

    /// <summary>The partner will never take it; the sender learns the reason.</summary>
    [JsonStringEnumMemberName("refused")]
    Refused,

    /// <summary>Later.</summary>
    [JsonStringEnumMemberName("retry")]
    Retry,
}

/// <summary>The answer to one envelope.</summary>
/// <param name="Id">The envelope.</param>
/// <param name="Status">What the partner says.</param>
/// <param name="Reason">Why, as a short word in kebab case.</param>
public sealed record DeliveryResult(Guid Id, DeliveryStatus Status, string? Reason = null);

/// <summary>The answer to a delivery, sent with status 200. An envelope that it leaves out counts as <see cref="DeliveryStatus.Retry"/>.</summary>
/// <param name="Results">The answer to each envelope.</param>
public sealed record DeliveryAnswer(IReadOnlyList<DeliveryResult> Results)
{
    /// <summary>The body's media type.</summary>
    public const string MediaType = "application/json";

    /// <summary>The answer that accepts all of a batch; an answer 204 without body says the same.</summary>
    public static DeliveryAnswer Accept(DeliveryBatch batch) =>
        new([.. batch.Envelopes.Select(envelope => new DeliveryResult(envelope.Id, DeliveryStatus.Accepted))]);

    /// <summary>The body.</summary>
    public byte[] ToUtf8() => JsonSerializer.SerializeToUtf8Bytes(this, RelayJson.Default.DeliveryAnswer);

    /// <summary>Writes the body.</summary>
    public Task WriteAsync(Stream destination, CancellationToken cancellation = default) =>
        JsonSerializer.SerializeAsync(destination, this, RelayJson.Default.DeliveryAnswer, cancellation);
}
