using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Relay.Client.Accounts;
using Relay.Client.Agreements;
using Relay.Client.Http;

namespace Relay.Client.Operators;

/// <summary>Agreements as operators work with them.</summary>
public sealed partial class RelayOperator
{
    /// <summary>Reads an agreement; null where there is no such partner.</summary>
    /// <exception cref="ArgumentException">The name cannot be a partner's.</exception>
    /// <exception cref="RelayProblemException">The relay refused it, or could not be reached.</exception>
    public Task<Agreement?> GetAgreementAsync(string partner, CancellationToken cancellation = default) => ReadAsync(partner, "", RelayJson.Default.Agreement, cancellation);

    /// <summary>Reads an agreement's evidence report; null where there is no such partner.</summary>
    /// <exception cref="ArgumentException">The name cannot be a partner's.</exception>
    /// <exception cref="RelayProblemException">The relay refused it, or could not be reached.</exception>
    public Task<AgreementReport?> GetAgreementReportAsync(string partner, CancellationToken cancellation = default) =>
        ReadAsync(partner, "/report", RelayJson.Default.AgreementReport, cancellation);

    /// <summary>Sets an agreement's terms, all of them; gives the agreement as it is then.</summary>
    /// <exception cref="ArgumentException">The name cannot be a partner's.</exception>
    /// <exception cref="RelayProblemException">The relay refused it (code <c>malformed</c> names the field), or could not be reached.</exception>
    public Task<Agreement> PutAgreementAsync(string partner, AgreementTerms terms, CancellationToken cancellation = default) =>
        ChangeAsync(HttpMethod.Put, partner, "", JsonSerializer.SerializeToUtf8Bytes(terms, RelayJson.Default.AgreementTerms), cancellation);

    /// <summary>Changes an agreement's state; gives the agreement as it is then.</summary>
    /// <param name="partner">The partner.</param>
    /// <param name="state">A state that follows from the present one (<see cref="Agreement.Next"/>).</param>
    /// <param name="reason">A word out of the relay's list for this change; needed where a request is refused.</param>
    /// <param name="note">At most 200 characters, which the partner reads.</param>
    /// <param name="cancellation">Ends the call.</param>
    /// <exception cref="ArgumentException">The name cannot be a partner's.</exception>
    /// <exception cref="RelayProblemException">
    /// The relay refused it (codes <c>state-not-next</c>, <c>reason-missing</c>, <c>evidence-missing</c>, <c>malformed</c>), or could not be reached.
    /// </exception>
    public Task<Agreement> ChangeAgreementStateAsync(string partner, PartnerStatus state, string? reason = null, string? note = null, CancellationToken cancellation = default) =>
        ChangeAsync(HttpMethod.Post, partner, "/state", JsonSerializer.SerializeToUtf8Bytes(new StateOrder(state, reason, note), RelayJson.Default.StateOrder), cancellation);

    /// <summary>Attaches a conformance report by its digest; gives the agreement as it is then.</summary>
    /// <exception cref="ArgumentException">The name cannot be a partner's.</exception>
    /// <exception cref="RelayProblemException">The relay refused it (code <c>malformed</c> names the field), or could not be reached.</exception>
    public Task<Agreement> AttachConformanceAsync(string partner, ConformanceReport report, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(report);
        var order = new ConformanceOrder(report.Sha256, report.Verdict, report.TestsPassed, report.TestsFailed);
        return ChangeAsync(HttpMethod.Put, partner, "/conformance", JsonSerializer.SerializeToUtf8Bytes(order, RelayJson.Default.ConformanceOrder), cancellation);
    }

    private static string Target(string partner, string part) => $"/v1/partners/{Names.Require(partner, nameof(partner))}/agreement{part}";

    private async Task<Agreement> ChangeAsync(HttpMethod method, string partner, string part, byte[] body, CancellationToken cancellation) =>
        AnswerReader.Read(await _connection.CallAsync(method, Target(partner, part), body, cancellation), RelayJson.Default.Agreement);

    private async Task<T?> ReadAsync<T>(string partner, string part, JsonTypeInfo<T> type, CancellationToken cancellation)
        where T : class
    {
        try
        {
            return AnswerReader.Read(await _connection.CallAsync(HttpMethod.Get, Target(partner, part), default, cancellation), type);
        }
        catch (RelayProblemException e) when (e.Status == (int)HttpStatusCode.NotFound)
        {
            return null;
        }
    }
}
