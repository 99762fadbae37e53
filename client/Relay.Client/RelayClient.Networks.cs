using System.Net;
using Relay.Client.Accounts;
using Relay.Client.Calls;
using Relay.Client.Http;

namespace Relay.Client;

/// <summary>Other networks, and the way of media between them.</summary>
public sealed partial class RelayClient
{
    /// <summary>Reads what every partner may know of another; null where there is none. Ask again now and then: roots change.</summary>
    /// <exception cref="ArgumentException">The partner's name does not have the shape of one.</exception>
    /// <exception cref="RelayProblemException">The relay refused it, or could not be reached.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public async Task<Network?> GetNetworkAsync(string partner, CancellationToken cancellation = default)
    {
        var answer = await GetOrNullAsync($"/v1/networks/{Names.Require(partner, nameof(partner))}", cancellation);
        return answer is null ? null : AnswerReader.Read(answer, RelayJson.Default.Network);
    }

    /// <summary>
    /// Asks for TURN servers for one side of one call; null where the relay names none. Each call has credentials of its own: ask for them
    /// when the call begins, hand them to the user's app, and keep them nowhere.
    /// </summary>
    /// <exception cref="RelayProblemException">The relay refused it (code <c>too-fast</c>), or could not be reached.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public async Task<CallRelays?> GetCallRelaysAsync(CancellationToken cancellation = default)
    {
        try
        {
            return AnswerReader.Read(await _connection.CallAsync(HttpMethod.Get, "/v1/calls/relays", default, cancellation), RelayJson.Default.CallRelays);
        }
        catch (RelayProblemException none) when (none.Status == (int)HttpStatusCode.NotFound && none.Code == "calls-not-configured")
        {
            return null;
        }
    }
}
