using System.Text.Json.Serialization;
using Relay.Client.Envelopes;
using Relay.Client.Webhooks;

namespace Relay.Client.Inbox;

/// <summary>A batch from the inbox of a partner in mode pull.</summary>
/// <param name="Token">Given back with the acknowledgement. Batches of one lane share it and are acknowledged together.</param>
/// <param name="Batch">The batch, the same whenever the same envelopes are given again.</param>
/// <param name="Class">How the envelopes travelled.</param>
/// <param name="Envelopes">The envelopes, in order.</param>
public sealed record InboxBatch(string Token, string Batch, DeliveryClass Class, IReadOnlyList<IncomingEnvelope> Envelopes)
{
    /// <summary>Parts that several ciphertexts have in common; they are joined when a batch is read.</summary>
    [JsonInclude]
    [JsonPropertyName("shared")]
    internal IReadOnlyList<byte[]>? Shared { get; init; }

    /// <summary>The batch with whole ciphertexts.</summary>
    /// <exception cref="RelayProblemException">A ciphertext names a part that is not there.</exception>
    internal InboxBatch Joined() => SharedParts.Join(Envelopes, Shared) is { } whole
        ? this with { Envelopes = whole, Shared = null }
        : throw new RelayProblemException(
            new RelayProblem { Code = RelayProblemException.UnexpectedAnswer, Title = "The answer is not what the contract says." });
}

/// <summary>The answer to a poll.</summary>
/// <param name="Batches">Empty when nothing came in time.</param>
internal sealed record InboxAnswer(IReadOnlyList<InboxBatch> Batches);

/// <summary>What a partner says to a hand-out.</summary>
/// <param name="Token">The hand-out's.</param>
/// <param name="Results">The answer to each envelope; null accepts all. One that is left out counts as <see cref="DeliveryStatus.Retry"/>.</param>
public sealed record InboxAck(string Token, IReadOnlyList<DeliveryResult>? Results = null);

/// <summary>Acknowledgements.</summary>
internal sealed record InboxAcks(IReadOnlyList<InboxAck> Acks);

/// <summary>What became of acknowledgements.</summary>
internal sealed record InboxAckAnswer(IReadOnlyList<InboxAckResult> Results);

/// <summary>What became of an acknowledgement.</summary>
/// <param name="Token">The hand-out's.</param>
/// <param name="Status"><c>done</c>; or <c>not-out</c>: it was acknowledged before, or ran out and its envelopes are given again.</param>
public sealed record InboxAckResult(string Token, string Status);
