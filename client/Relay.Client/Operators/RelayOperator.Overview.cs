using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Relay.Client.Accounts;
using Relay.Client.Http;
using Relay.Client.States;

namespace Relay.Client.Operators;

public sealed partial class RelayOperator
{
    // What the relay says of a partner and nobody sets.
    private static readonly string[] ReadOnlyMembers = ["partner", "epoch"];

    /// <summary>All partners at a glance.</summary>
    /// <exception cref="RelayProblemException">The relay refused it, or could not be reached.</exception>
    public async Task<RelayOverview> ListPartnersAsync(CancellationToken cancellation = default) =>
        AnswerReader.Read(await _connection.CallAsync(HttpMethod.Get, "/v1/partners", default, cancellation), RelayJson.Default.RelayOverview);

    /// <summary>The endpoints of all partners.</summary>
    /// <exception cref="RelayProblemException">The relay refused it, or could not be reached.</exception>
    public async Task<BreakerList> ListBreakersAsync(CancellationToken cancellation = default) =>
        AnswerReader.Read(await _connection.CallAsync(HttpMethod.Get, "/v1/breakers", default, cancellation), RelayJson.Default.BreakerList);

    /// <summary>The lanes of a partner that are not open.</summary>
    /// <exception cref="ArgumentException">The name cannot be a partner's.</exception>
    /// <exception cref="RelayProblemException">The relay refused it, or could not be reached.</exception>
    public async Task<LaneList> ListLanesAsync(string partner, CancellationToken cancellation = default) => AnswerReader.Read(
        await _connection.CallAsync(HttpMethod.Get, $"/v1/partners/{Names.Require(partner, nameof(partner))}/lanes", default, cancellation), RelayJson.Default.LaneList);

    /// <summary>Has an open endpoint tried now.</summary>
    /// <exception cref="ArgumentException">The name cannot be a partner's.</exception>
    /// <exception cref="RelayProblemException">The breaker is not open (<c>not-open</c>); or the relay refused it otherwise, or could not be reached.</exception>
    public Task<PartnerBreaker> ProbeAsync(string partner, CancellationToken cancellation = default) => OrderAsync(partner, "probe", cancellation);

    /// <summary>Takes an endpoint back that answered 410.</summary>
    /// <exception cref="ArgumentException">The name cannot be a partner's.</exception>
    /// <exception cref="RelayProblemException">The endpoint is not disabled (<c>not-disabled</c>); or the relay refused it otherwise, or could not be reached.</exception>
    public Task<PartnerBreaker> EnableAsync(string partner, CancellationToken cancellation = default) => OrderAsync(partner, "enable", cancellation);

    /// <summary>What was not accepted in the last minutes, by partner and reason.</summary>
    /// <param name="minutes">1 to 1,440.</param>
    /// <param name="partner">Whose; null for all.</param>
    /// <param name="cancellation">Ends the call.</param>
    /// <exception cref="ArgumentException">The name cannot be a partner's.</exception>
    /// <exception cref="RelayProblemException">The relay refused it, or could not be reached.</exception>
    public async Task<RefusalList> ListRefusalsAsync(int minutes, string? partner = null, CancellationToken cancellation = default)
    {
        var target = FormattableString.Invariant($"/v1/refusals?minutes={minutes}") + (partner is null ? "" : "&partner=" + Names.Require(partner, nameof(partner)));
        return AnswerReader.Read(await _connection.CallAsync(HttpMethod.Get, target, default, cancellation), RelayJson.Default.RefusalList);
    }

    /// <summary>What partners have used, in steps of at most 1,500; steps in which nothing happened are left out.</summary>
    /// <param name="partner">Whose; null for all.</param>
    /// <param name="from">Begin.</param>
    /// <param name="to">End.</param>
    /// <param name="step">A minute, or a multiple of it.</param>
    /// <param name="cancellation">Ends the call.</param>
    /// <exception cref="ArgumentException">The name cannot be a partner's.</exception>
    /// <exception cref="RelayProblemException">The relay refused it, or could not be reached.</exception>
    public async Task<IReadOnlyList<PartnerUsage>> ListUsageAsync(string? partner, DateTimeOffset from, DateTimeOffset to, TimeSpan step, CancellationToken cancellation = default)
    {
        static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var target = FormattableString.Invariant($"/v1/usage?from={Uri.EscapeDataString(Time(from))}&to={Uri.EscapeDataString(Time(to))}&step={(long)step.TotalSeconds}")
            + (partner is null ? "" : "&partner=" + Names.Require(partner, nameof(partner)));
        return AnswerReader.Read(await _connection.CallAsync(HttpMethod.Get, target, default, cancellation), RelayJson.Default.IReadOnlyListPartnerUsage);
    }

    /// <summary>Why an envelope is not delivered, or how it ended, whoever sent it; null when no partner's envelope of this id has ended or waits.</summary>
    /// <exception cref="RelayProblemException">The relay refused it, or could not be reached.</exception>
    public async Task<Explanation?> FindEnvelopeAsync(Guid id, CancellationToken cancellation = default)
    {
        try
        {
            return AnswerReader.Read(await _connection.CallAsync(HttpMethod.Get, $"/v1/envelopes/{id:D}/explain", default, cancellation), RelayJson.Default.Explanation);
        }
        catch (RelayProblemException e) when (e.Status == 404)
        {
            return null;
        }
    }

    /// <summary>A one-time link that signs a browser in to the operator's page.</summary>
    /// <exception cref="RelayProblemException">The relay refused it, or could not be reached.</exception>
    public async Task<SignInLink> CreateSignInLinkAsync(CancellationToken cancellation = default) =>
        AnswerReader.Read(await _connection.CallAsync(HttpMethod.Post, "/operator/session", default, cancellation), RelayJson.Default.SignInLink);

    /// <summary>A partner as the relay has it, all members, also those that this library does not know; null where there is none.</summary>
    /// <exception cref="ArgumentException">The name cannot be a partner's.</exception>
    /// <exception cref="RelayProblemException">The relay refused it, or could not be reached.</exception>
    public async Task<JsonObject?> FindPartnerAsync(string partner, CancellationToken cancellation = default)
    {
        try
        {
            var answer = await _connection.CallAsync(HttpMethod.Get, $"/v1/partners/{Names.Require(partner, nameof(partner))}", default, cancellation);
            return JsonNode.Parse(answer) as JsonObject ?? throw new JsonException("Not a JSON object.");
        }
        catch (RelayProblemException e) when (e.Status == 404)
        {
            return null;
        }
    }

    /// <summary>Sets a partner: what <see cref="FindPartnerAsync"/> gave, changed, or a new one. Members that nobody sets are left out.</summary>
    /// <exception cref="ArgumentException">The name cannot be a partner's.</exception>
    /// <exception cref="RelayProblemException">The relay refused it, or could not be reached.</exception>
    public Task SetPartnerAsync(string partner, JsonObject settings, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var wanted = (JsonObject)settings.DeepClone();
        foreach (var member in ReadOnlyMembers)
            wanted.Remove(member);
        var body = JsonSerializer.SerializeToUtf8Bytes(wanted, RelayJson.Default.JsonObject);
        return _connection.CallAsync(HttpMethod.Put, $"/v1/partners/{Names.Require(partner, nameof(partner))}", body, cancellation);
    }

    private async Task<PartnerBreaker> OrderAsync(string partner, string action, CancellationToken cancellation)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new BreakerOrder(action), RelayJson.Default.BreakerOrder);
        var answer = await _connection.CallAsync(HttpMethod.Post, $"/v1/breakers/{Names.Require(partner, nameof(partner))}", body, cancellation);
        return AnswerReader.Read(answer, RelayJson.Default.PartnerBreaker);
    }
}
