using System.Globalization;
using System.Text.Json;
using Relay.Client.Accounts;
using Relay.Client.Http;
using Relay.Client.States;

namespace Relay.Client;

/// <summary>How the partner's envelopes ended.</summary>
public sealed partial class RelayClient
{
    /// <summary>Where an envelope of the partner is, or how it ended; null when it is under way or unknown.</summary>
    /// <exception cref="RelayProblemException">The relay refused it, or could not be reached.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public async Task<EnvelopeState?> GetEnvelopeAsync(Guid id, CancellationToken cancellation = default)
    {
        var answer = await GetOrNullAsync($"/v1/envelopes/{id:D}", cancellation);
        return answer is null ? null : AnswerReader.Read(answer, RelayJson.Default.EnvelopeState);
    }

    /// <summary>Why an envelope of the partner is not delivered, or how it ended.</summary>
    /// <param name="id">The envelope.</param>
    /// <param name="to">The recipient's partner; its state is shown even where the envelope is found nowhere.</param>
    /// <param name="cancellation">Ends the call.</param>
    /// <exception cref="RelayProblemException">The relay refused it, or could not be reached.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public async Task<Explanation> ExplainAsync(Guid id, string? to = null, CancellationToken cancellation = default)
    {
        var target = $"/v1/envelopes/{id:D}/explain{(to is null ? "" : "?to=" + Names.Require(to, nameof(to)))}";
        return AnswerReader.Read(await _connection.CallAsync(HttpMethod.Get, target, default, cancellation), RelayJson.Default.Explanation);
    }

    /// <summary>Reads how the partner's envelopes ended, from a cursor on. A reader that goes on from each page's cursor misses none.</summary>
    /// <param name="cursor">Of the page before; null for the oldest that is kept.</param>
    /// <param name="most">The most receipts, 100 to 1000.</param>
    /// <param name="cancellation">Ends the call.</param>
    /// <exception cref="RelayProblemException">The relay refused it, or could not be reached.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public async Task<ReceiptPage> GetReceiptsAsync(string? cursor = null, int most = 500, CancellationToken cancellation = default)
    {
        var from = cursor is null ? "" : $"cursor={Uri.EscapeDataString(cursor)}&";
        var target = string.Create(CultureInfo.InvariantCulture, $"/v1/receipts?{from}max={most}");
        return AnswerReader.Read(await _connection.CallAsync(HttpMethod.Get, target, default, cancellation), RelayJson.Default.ReceiptPage);
    }

    /// <summary>Compares what the partner has of an interval with what has ended at the relay. Changes nothing.</summary>
    /// <exception cref="RelayProblemException">The relay refused it, or could not be reached.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public async Task<ReconcileResult> ReconcileAsync(ReconcileQuestion question, CancellationToken cancellation = default)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(question, RelayJson.Default.ReconcileQuestion);
        return AnswerReader.Read(await _connection.CallAsync(HttpMethod.Post, "/v1/reconcile", body, cancellation), RelayJson.Default.ReconcileResult);
    }
}
