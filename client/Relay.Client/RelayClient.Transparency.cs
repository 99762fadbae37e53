using System.Globalization;
using Relay.Client.Accounts;
using Relay.Client.Http;
using Relay.Client.Transparency;

namespace Relay.Client;

/// <summary>The log of keys: what the relay's word about keys is checked with.</summary>
public sealed partial class RelayClient
{
    /// <summary>Reads the newest signed head of the log, or the one of a size; give it to <see cref="HeadMemory"/>.</summary>
    /// <param name="size">The size; null for the newest.</param>
    /// <param name="cancellation">Ends the call.</param>
    /// <exception cref="RelayProblemException">There is no head of this size any longer (404), or the relay could not be reached.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public async Task<string> GetTreeHeadAsync(long? size = null, CancellationToken cancellation = default)
    {
        var target = "/v1/transparency/head" + (size is { } number ? string.Create(CultureInfo.InvariantCulture, $"?size={number}") : "");
        return AnswerReader.Read(await _connection.CallAsync(HttpMethod.Get, target, default, cancellation), RelayJson.Default.TreeHeadAnswer).Head;
    }

    /// <summary>Reads the proof that the log of one size is the beginning of that of another; a <see cref="ConsistencySource"/>.</summary>
    /// <exception cref="RelayProblemException">The log never had these sizes (400), or the relay could not be reached.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public async Task<IReadOnlyList<byte[]>> GetConsistencyAsync(long from, long to, CancellationToken cancellation = default)
    {
        var target = string.Create(CultureInfo.InvariantCulture, $"/v1/transparency/consistency?from={from}&to={to}");
        return AnswerReader.Read(await _connection.CallAsync(HttpMethod.Get, target, default, cancellation), RelayJson.Default.ConsistencyAnswer).Path;
    }

    /// <summary>Reads the versions that the log has of one of the partner's own users; <see cref="OwnKeyLogVerifier"/> checks them.</summary>
    /// <param name="user">The user.</param>
    /// <param name="from">The first version that is wanted.</param>
    /// <param name="cancellation">Ends the call.</param>
    /// <exception cref="ArgumentException">The user's name does not have the shape of one.</exception>
    /// <exception cref="RelayProblemException">There is no such user, or the relay could not be reached.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public async Task<KeyLogPage> GetKeyLogAsync(string user, int from = 1, CancellationToken cancellation = default)
    {
        var target = string.Create(CultureInfo.InvariantCulture, $"/v1/users/{Names.Require(user, nameof(user))}/keys/log?from={from}");
        return AnswerReader.Read(await _connection.CallAsync(HttpMethod.Get, target, default, cancellation), RelayJson.Default.KeyLogPage);
    }
}
