using System.Globalization;
using System.Net;
using System.Text.Json;
using Relay.Client.Accounts;
using Relay.Client.Http;
using Relay.Client.States;

namespace Relay.Client.Operators;

/// <summary>
/// An operator's way to what the relay holds. Requests are signed with the operator's key and tried again as those of
/// <see cref="RelayClient"/>. Safe for use by several threads at once.
/// </summary>
public sealed partial class RelayOperator : IDisposable
{
    private readonly HttpClient _http;
    private readonly bool _ownsHttp;
    private readonly RelayConnection _connection;

    /// <summary>Makes a client.</summary>
    /// <param name="options">Where the relay is, and the operator's key.</param>
    /// <param name="http">Sends the requests; the client does not dispose it. By default the client has one of its own.</param>
    /// <exception cref="ArgumentException">An option is unsuitable.</exception>
    public RelayOperator(RelayClientOptions options, HttpClient? http = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        _ownsHttp = http is null;
        _http = http ?? RelayClient.OwnHttp();
        _connection = new RelayConnection(options, _http);
    }

    /// <summary>Lists what is held.</summary>
    /// <param name="filter">Which are meant.</param>
    /// <param name="max">1 to 1,000.</param>
    /// <param name="cursor">From the page before; null for the first.</param>
    /// <param name="cancellation">Ends the call.</param>
    /// <exception cref="RelayProblemException">The relay refused it, or could not be reached.</exception>
    public async Task<HeldPage> ListHeldAsync(HeldFilter filter, int max = 100, string? cursor = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        (string Name, string? Value)[] parameters =
        [
            ("partner", filter.Partner),
            ("sender", filter.Sender),
            ("reason", filter.Reason),
            ("before", filter.Before?.UtcDateTime.ToString("O", CultureInfo.InvariantCulture)),
            ("max", max.ToString(CultureInfo.InvariantCulture)),
            ("cursor", cursor),
        ];
        var query = string.Join('&', parameters.Where(one => one.Value is not null).Select(one => $"{one.Name}={Uri.EscapeDataString(one.Value!)}"));
        var answer = await _connection.CallAsync(HttpMethod.Get, "/v1/held?" + query, default, cancellation);
        return AnswerReader.Read(answer, RelayJson.Default.HeldPage);
    }

    /// <summary>Why an envelope of a partner is not delivered, or how it ended.</summary>
    /// <param name="id">The envelope.</param>
    /// <param name="sender">The partner that sent it.</param>
    /// <param name="to">The recipient's partner; its state is shown even where the envelope is found nowhere.</param>
    /// <param name="cancellation">Ends the call.</param>
    /// <exception cref="ArgumentException">A name cannot be a partner's.</exception>
    /// <exception cref="RelayProblemException">The relay refused it, or could not be reached.</exception>
    public async Task<Explanation> ExplainAsync(Guid id, string sender, string? to = null, CancellationToken cancellation = default)
    {
        var target = $"/v1/envelopes/{id:D}/explain?sender={Names.Require(sender, nameof(sender))}{(to is null ? "" : "&to=" + Names.Require(to, nameof(to)))}";
        return AnswerReader.Read(await _connection.CallAsync(HttpMethod.Get, target, default, cancellation), RelayJson.Default.Explanation);
    }

    /// <summary>Inspects one; null when nothing is held under the key.</summary>
    /// <exception cref="ArgumentException">Partner or key cannot be one.</exception>
    /// <exception cref="RelayProblemException">The relay refused it, or could not be reached.</exception>
    public async Task<HeldEnvelope?> FindHeldAsync(string partner, string key, CancellationToken cancellation = default)
    {
        var answer = await CallOrNullAsync(HttpMethod.Get, partner, key, cancellation);
        return answer is null ? null : AnswerReader.Read(answer, RelayJson.Default.HeldEnvelope);
    }

    /// <summary>Ends one as refused; null when nothing is held under the key.</summary>
    /// <exception cref="ArgumentException">Partner or key cannot be one.</exception>
    /// <exception cref="RelayProblemException">The relay refused it, or could not be reached.</exception>
    public async Task<HeldEnding?> RefuseHeldAsync(string partner, string key, CancellationToken cancellation = default)
    {
        var answer = await CallOrNullAsync(HttpMethod.Delete, partner, key, cancellation);
        return answer is null ? null : AnswerReader.Read(answer, RelayJson.Default.HeldEnding);
    }

    /// <summary>
    /// Sends held envelopes again for as long as one call of the relay works. To go on, call again with the answer's cursor.
    /// Cancelling loses no envelope; what was done by then shows in the next call.
    /// </summary>
    /// <exception cref="RelayProblemException">The relay refused it, or could not be reached.</exception>
    public async Task<ReplayStep> ReplayHeldAsync(ReplayOrder order, CancellationToken cancellation = default)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(order, RelayJson.Default.ReplayOrder);
        var answer = await _connection.CallAsync(HttpMethod.Post, "/v1/held/replay", body, cancellation);
        return AnswerReader.Read(answer, RelayJson.Default.ReplayStep);
    }

    /// <summary>Ends the client's own connections.</summary>
    public void Dispose()
    {
        if (_ownsHttp)
            _http.Dispose();
    }

    private async Task<byte[]?> CallOrNullAsync(HttpMethod method, string partner, string key, CancellationToken cancellation)
    {
        var target = $"/v1/held/{Names.Require(partner, nameof(partner))}/{Names.Require(key, nameof(key))}";
        try
        {
            return await _connection.CallAsync(method, target, default, cancellation);
        }
        catch (RelayProblemException e) when (e.Status == (int)HttpStatusCode.NotFound)
        {
            return null;
        }
    }
}
