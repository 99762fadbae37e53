using Relay.Functions.Hosting;
using Relay.Functions.Partners;
using Relay.Functions.Receipts;
using Relay.Signatures;

namespace Relay.Functions.PartnerKeys;

/// <summary>Changes the keys of a partner at its own request. What is decided is decided on the row that is then written.</summary>
internal sealed class PartnerKeyStage(PartnerStore store, PartnerDirectory directory, IPartnerEvents events, TimeProvider clock)
{
    /// <summary>Adds a key, or gives one that is there its times anew; true when it is new.</summary>
    /// <param name="partner">Whose key it is.</param>
    /// <param name="key">Checked, possession included.</param>
    /// <param name="signedBy">The key that signed the request.</param>
    /// <param name="cancel">Gives up waiting.</param>
    /// <exception cref="Azure.RequestFailedException">Table storage did not answer or refused.</exception>
    public async Task<(bool IsNew, Problem? Problem)> AddAsync(string partner, JsonWebKey key, string signedBy, CancellationToken cancel)
    {
        if (!await store.ClaimKeyAsync(key.Kid, partner, cancel))
            return (false, Problems.Conflict("key-id-taken", "Another partner has this key id.", "key.kid"));

        var (isNew, problem) = (false, (Problem?)null);
        var changed = await store.ChangeKeysAsync(
            partner,
            present =>
            {
                (var keys, isNew, problem) = Added(present, key, signedBy);
                return keys;
            },
            cancel);
        if (problem is null && changed is not null)
            await FollowAsync(changed, PartnerEventTypes.KeyAdded, key.Kid, signedBy, cancel);
        return (isNew, problem ?? (changed is null ? Problems.PartnerChanged() : null));
    }

    /// <summary>Removes a key; null when it is gone.</summary>
    /// <exception cref="Azure.RequestFailedException">Table storage did not answer or refused.</exception>
    public async Task<Problem?> RemoveAsync(string partner, string keyId, string signedBy, CancellationToken cancel)
    {
        Problem? problem = null;
        var changed = await store.ChangeKeysAsync(
            partner,
            present =>
            {
                problem = WhyNotRemoved(present, keyId, signedBy);
                return problem is null ? [.. present.Keys.Where(key => key.Kid != keyId)] : null;
            },
            cancel);
        if (problem is null && changed is not null)
            await FollowAsync(changed, PartnerEventTypes.KeyRemoved, keyId, signedBy, cancel);
        return problem ?? (changed is null ? Problems.PartnerChanged() : null);
    }

    private (IReadOnlyList<JsonWebKey>? Keys, bool IsNew, Problem? Problem) Added(PartnerRecord present, JsonWebKey key, string signedBy)
    {
        // The settings that the request was admitted by are seconds old; by now the key that signed may be gone.
        if (present.KeyValidityAt(signedBy, clock.GetUtcNow()) != KeyValidity.Valid)
            return (null, false, Problems.KeyExpired());

        var thumbprint = KeyThumbprint.Of(key);
        List<JsonWebKey> keys = [.. present.Keys];
        var same = keys.FindIndex(one => one.Kid == key.Kid);
        if (same >= 0 && KeyThumbprint.Of(keys[same]) != thumbprint)
            return (null, false, Problems.Conflict("key-id-taken", "Another key of the partner has this key id.", "key.kid"));
        if (keys.Exists(one => one.Kid != key.Kid && KeyThumbprint.Of(one) == thumbprint))
            return (null, false, Problems.Conflict("key-known", "The partner has this key under another key id.", "key"));
        if (same >= 0)
        {
            keys[same] = keys[same] with { NotBefore = key.NotBefore, ExpiresAt = key.ExpiresAt };
            var someIsGood = keys.Exists(one => one.ValidityAt(clock.GetUtcNow()) == KeyValidity.Valid);
            return someIsGood ? (keys, false, null) : (null, false, Problems.LastKey());
        }

        if (keys.Count >= PartnerSettingsCheck.MostKeys)
            return (null, true, Problems.TooManyKeys(PartnerSettingsCheck.MostKeys));
        keys.Add(key);
        return (keys, true, null);
    }

    private Problem? WhyNotRemoved(PartnerRecord present, string keyId, string signedBy)
    {
        if (keyId == signedBy)
            return Problems.KeyInUse();
        if (!present.Keys.Any(key => key.Kid == keyId))
            return Problems.NotFound("No such key of this partner.");

        // Two keys that remove one another at the same moment: the second finds that it is gone itself.
        return present.KeyValidityAt(signedBy, clock.GetUtcNow()) == KeyValidity.Valid ? null : Problems.LastKey();
    }

    // A key that somebody has stolen can add another: the partner hears of each change.
    private Task FollowAsync(PartnerRecord changed, string type, string keyId, string signedBy, CancellationToken cancel)
    {
        directory.Forget(changed);
        return events.TellAsync(changed.Name, type, new Dictionary<string, string> { ["kid"] = keyId, ["by"] = signedBy }, cancel);
    }
}
