using Relay.Client.Accounts;
using Relay.Client.Agreements;
using Relay.Client.Http;

namespace Relay.Client;

/// <summary>What a partner sees of itself.</summary>
public sealed partial class RelayClient
{
    /// <summary>Reads what the relay knows of the calling partner: agreement, limits, usage, deliveries. Also while the agreement is only requested.</summary>
    /// <exception cref="RelayProblemException">The relay refused it, or could not be reached.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public async Task<PartnerStanding> GetOwnPartnerAsync(CancellationToken cancellation = default) =>
        AnswerReader.Read(await _connection.CallAsync(HttpMethod.Get, "/v1/partner", default, cancellation), RelayJson.Default.PartnerStanding);

    /// <summary>Reads the calling partner's own agreement, or an operator any; null where there is no such partner.</summary>
    /// <exception cref="ArgumentException">The partner's name does not have the shape of one.</exception>
    /// <exception cref="RelayProblemException">The relay refused it, or could not be reached.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public async Task<Agreement?> GetAgreementAsync(string partner, CancellationToken cancellation = default)
    {
        var answer = await GetOrNullAsync($"/v1/partners/{Names.Require(partner, nameof(partner))}/agreement", cancellation);
        return answer is null ? null : AnswerReader.Read(answer, RelayJson.Default.Agreement);
    }
}
