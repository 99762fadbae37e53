using System.Net;
using System.Text.Json;
using Relay.Client.Accounts;
using Relay.Client.Http;
using Relay.Signatures;

namespace Relay.Client;

/// <summary>The keys that the partner signs with.</summary>
public sealed partial class RelayClient
{
    /// <summary>The id of the key that signs now.</summary>
    public string KeyId => _connection.KeyId;

    /// <summary>Reads the partner's keys.</summary>
    /// <exception cref="RelayProblemException">The relay refused it, or could not be reached.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public async Task<PartnerKeys> GetPartnerKeysAsync(CancellationToken cancellation = default) =>
        AnswerReader.Read(await _connection.CallAsync(HttpMethod.Get, "/v1/partner/keys", default, cancellation), RelayJson.Default.PartnerKeys);

    /// <summary>Adds a key, or gives one that is there its times anew. The present key goes on signing.</summary>
    /// <param name="partner">The partner's own name; the key's id begins with it and a hyphen.</param>
    /// <param name="key">The new key.</param>
    /// <param name="notBefore">From when it is good; at once when null.</param>
    /// <param name="expiresAt">Until when; for ever when null.</param>
    /// <param name="cancellation">Ends the call.</param>
    /// <exception cref="ArgumentException">The partner's name does not have the shape of one.</exception>
    /// <exception cref="RelayProblemException">The relay refused it (codes <c>key-id-taken</c>, <c>key-known</c>, <c>too-many-keys</c>), or could not be reached.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public async Task<PartnerKey> AddPartnerKeyAsync(
        string partner, SigningKey key, DateTimeOffset? notBefore = null, DateTimeOffset? expiresAt = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        var at = _connection.Now;
        var proof = KeyPossession.Sign(key, _connection.Authority, Names.Require(partner, nameof(partner)), at);
        var wanted = new NewPartnerKey(key.Public.ToJwk(), notBefore, expiresAt, new NewPartnerKeyProof(at, proof));
        var body = JsonSerializer.SerializeToUtf8Bytes(wanted, RelayJson.Default.NewPartnerKey);
        return AnswerReader.Read(await _connection.CallAsync(HttpMethod.Post, "/v1/partner/keys", body, cancellation), RelayJson.Default.PartnerKey);
    }

    /// <summary>Removes a key that does not sign here any longer; false when it was not there.</summary>
    /// <exception cref="ArgumentException">The id cannot be a key's.</exception>
    /// <exception cref="RelayProblemException">The relay refused it (codes <c>key-in-use</c>, <c>last-key</c>), or could not be reached.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public async Task<bool> RemovePartnerKeyAsync(string keyId, CancellationToken cancellation = default)
    {
        try
        {
            await _connection.CallAsync(HttpMethod.Delete, $"/v1/partner/keys/{Names.Require(keyId, nameof(keyId))}", default, cancellation);
            return true;
        }
        catch (RelayProblemException e) when (e.Status == (int)HttpStatusCode.NotFound)
        {
            return false;
        }
    }

    /// <summary>
    /// Changes the key that signs, while calls go on: adds the next one, waits until every instance of the relay takes it, then signs
    /// with it. The old one stays good; remove it (<see cref="RemovePartnerKeyAsync"/>) when nobody signs with it any longer.
    /// </summary>
    /// <param name="partner">The partner's own name.</param>
    /// <param name="next">The next key; not disposed here, and wanted for as long as the client is.</param>
    /// <param name="expiresAt">Until when it is good; for ever when null.</param>
    /// <param name="cancellation">Ends the call; the old key then goes on signing, and the next one may have been added.</param>
    /// <inheritdoc cref="AddPartnerKeyAsync" path="/exception"/>
    public async Task RotateKeyAsync(string partner, SigningKey next, DateTimeOffset? expiresAt = null, CancellationToken cancellation = default)
    {
        var added = await AddPartnerKeyAsync(partner, next, null, expiresAt, cancellation);
        await _connection.DelayAsync(TimeSpan.FromSeconds(added.UsableInSeconds ?? 0), cancellation);
        _connection.SignWith(next);
    }
}
