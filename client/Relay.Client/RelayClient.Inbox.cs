using System.Globalization;
using System.Text.Json;
using Relay.Client.Http;
using Relay.Client.Inbox;

namespace Relay.Client;

/// <summary>The inbox of a partner in mode pull, and its endpoint.</summary>
public sealed partial class RelayClient
{
    /// <summary>Takes what is addressed to the partner's users, in order within each lane; waits for the first.</summary>
    /// <param name="wait">How long to wait, up to 60 s, whole seconds. The options' time for an attempt must be longer.</param>
    /// <param name="most">The most envelopes, 1 to 100.</param>
    /// <param name="cancellation">Ends the call. What was handed out by then is given again after a while.</param>
    /// <exception cref="RelayProblemException">The relay refused it (409 <c>not-pull</c>), or could not be reached.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public async Task<IReadOnlyList<InboxBatch>> TakeFromInboxAsync(TimeSpan wait, int most = 100, CancellationToken cancellation = default)
    {
        var target = string.Create(CultureInfo.InvariantCulture, $"/v1/inbox?wait={(int)wait.TotalSeconds}&max={most}");
        var answer = AnswerReader.Read(await _connection.CallAsync(HttpMethod.Get, target, default, cancellation), RelayJson.Default.InboxAnswer);
        return [.. answer.Batches.Select(batch => batch.Joined())];
    }

    /// <summary>Says what became of hand-outs, after their envelopes are kept durably. Gives what became of each acknowledgement.</summary>
    /// <exception cref="RelayProblemException">The relay refused it, or could not be reached.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public async Task<IReadOnlyList<InboxAckResult>> AcknowledgeAsync(IReadOnlyList<InboxAck> acks, CancellationToken cancellation = default)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new InboxAcks(acks), RelayJson.Default.InboxAcks);
        return AnswerReader.Read(await _connection.CallAsync(HttpMethod.Post, "/v1/inbox/ack", body, cancellation), RelayJson.Default.InboxAckAnswer).Results;
    }

    /// <summary>Enables the partner's endpoint again after it has answered 410.</summary>
    /// <exception cref="RelayProblemException">It was not disabled (409 <c>not-disabled</c>), or the relay could not be reached.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public Task EnableEndpointAsync(CancellationToken cancellation = default) =>
        _connection.CallAsync(HttpMethod.Post, "/v1/partner/endpoint/enable", default, cancellation);
}
