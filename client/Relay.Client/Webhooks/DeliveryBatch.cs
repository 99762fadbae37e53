using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using Relay.Client.Envelopes;
using Relay.Client.Http;

namespace Relay.Client.Webhooks;

/// <summary>The body of a delivery: envelopes of one sending partner and one class, in order.</summary>
/// <param name="Batch">The batch, the same over retries.</param>
/// <param name="Class">How the envelopes travelled.</param>
/// <param name="Envelopes">The envelopes.</param>
public sealed record DeliveryBatch(string Batch, DeliveryClass Class, IReadOnlyList<IncomingEnvelope> Envelopes)
{
    /// <summary>Parts that several ciphertexts have in common; they are joined when a batch is read.</summary>
    [JsonInclude]
    [JsonPropertyName("shared")]
    internal IReadOnlyList<byte[]>? Shared { get; init; }

    /// <summary>Reads a body whose signature was verified; false where it is not what the contract says.</summary>
    public static bool TryParse(ReadOnlySpan<byte> body, [NotNullWhen(true)] out DeliveryBatch? batch)
    {
        try
        {
            batch = JsonSerializer.Deserialize(body, RelayJson.Default.DeliveryBatch);
            batch = batch is not null && IsWhole(batch) && SharedParts.Join(batch.Envelopes, batch.Shared) is { } whole ? batch with { Envelopes = whole, Shared = null } : null;
        }
        catch (JsonException)
        {
            // The answer says so: what is malformed stays malformed, and the caller can do no more about it.
            batch = null;
        }

        return batch is not null;
    }

    // The types exclude members that are null or missing; elements of a list they do not.
    private static bool IsWhole(DeliveryBatch batch) =>
        batch.Envelopes.All(envelope => envelope is not null && envelope.Ciphertexts.All(ciphertext => ciphertext is not null));
}
