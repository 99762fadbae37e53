using System.Globalization;
using System.Text.Json;
using Relay.Client.Accounts;
using Relay.Client.Http;
using Relay.Client.Keys;

namespace Relay.Client;

/// <summary>The key directory: what devices publish so that others can begin sessions with them.</summary>
public sealed partial class RelayClient
{
    private const string KeysDrifted = "keys-drifted";

    /// <summary>
    /// Publishes keys of a device of one of the partner's own users; a device that is not known yet is announced by it. An upload whose
    /// answer was lost is to be made again as it was: it adds its one-time keys once.
    /// </summary>
    /// <exception cref="ArgumentException">The user's name does not have the shape of one.</exception>
    /// <exception cref="RelayProblemException">
    /// The relay refused it (422 <c>key-invalid</c> with the key; 409 <c>key-id-used</c>, <c>stock-full</c>, <c>too-many-devices</c>,
    /// <c>keys-superseded</c>; 404 for a user that is not enlisted), or could not be reached.
    /// </exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public async Task<DeviceStock> PutKeysAsync(string user, int device, DeviceUpload upload, CancellationToken cancellation = default)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(upload, RelayJson.Default.DeviceUpload);
        return AnswerReader.Read(await _connection.CallAsync(HttpMethod.Put, KeysOf(user, device), body, cancellation), RelayJson.Default.DeviceStock);
    }

    /// <summary>What the relay has of a device's keys; null when it has none that can be used.</summary>
    /// <exception cref="ArgumentException">The user's name does not have the shape of one.</exception>
    /// <exception cref="RelayProblemException">The relay refused it, or could not be reached.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public async Task<DeviceStock?> GetKeysAsync(string user, int device, CancellationToken cancellation = default)
    {
        var answer = await GetOrNullAsync(KeysOf(user, device), cancellation);
        return answer is null ? null : AnswerReader.Read(answer, RelayJson.Default.DeviceStock);
    }

    /// <summary>Whether the relay has the keys that the device has; false when it has others, and is to be given them anew.</summary>
    /// <param name="user">The user.</param>
    /// <param name="device">The device.</param>
    /// <param name="digest">What <see cref="KeysDigest"/> makes of the device's own keys.</param>
    /// <param name="cancellation">Ends the call.</param>
    /// <exception cref="ArgumentException">The user's name does not have the shape of one.</exception>
    /// <exception cref="RelayProblemException">The device has published nothing (404), or the relay could not be reached.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public async Task<bool> CheckKeysAsync(string user, int device, byte[] digest, CancellationToken cancellation = default)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new KeysQuestion(digest), RelayJson.Default.KeysQuestion);
        try
        {
            await _connection.CallAsync(HttpMethod.Post, KeysOf(user, device) + "/check", body, cancellation);
            return true;
        }
        catch (RelayProblemException drifted) when (drifted.Code == KeysDrifted)
        {
            return false;
        }
    }

    /// <summary>Takes a device from one of the partner's own users, and its keys with it; harmless when it is not there.</summary>
    /// <exception cref="ArgumentException">The user's name does not have the shape of one.</exception>
    /// <exception cref="RelayProblemException">There is no such user (404), or the relay could not be reached.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public Task RemoveDeviceAsync(string user, int device, CancellationToken cancellation = default) =>
        _connection.CallAsync(HttpMethod.Delete, DeviceOf(user, device), default, cancellation);

    /// <summary>
    /// Claims what sessions with other people's devices begin with: for each account a result, in their order. One-time keys are given
    /// to nobody else; those of an answer that was lost are lost, and the call that is made again gets others.
    /// </summary>
    /// <param name="from">The partner's own user who wants to write.</param>
    /// <param name="to">1 to 20 accounts, each once.</param>
    /// <param name="cancellation">Ends the call.</param>
    /// <exception cref="RelayProblemException">The relay refused all of it, or could not be reached.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public async Task<IReadOnlyList<KeyClaim>> ClaimKeysAsync(string from, IReadOnlyList<KeyTarget> to, CancellationToken cancellation = default)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new ClaimOrder(from, to), RelayJson.Default.ClaimOrder);
        return AnswerReader.Read(await _connection.CallAsync(HttpMethod.Post, "/v1/keys/claim", body, cancellation), RelayJson.Default.ClaimResults).Results;
    }

    private static string DeviceOf(string user, int device) =>
        string.Create(CultureInfo.InvariantCulture, $"/v1/users/{Names.Require(user, nameof(user))}/devices/{device}");

    private static string KeysOf(string user, int device) => DeviceOf(user, device) + "/keys";
}
