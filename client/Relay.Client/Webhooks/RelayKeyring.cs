using System.Collections.Frozen;
using Relay.Client.Accounts;
using Relay.Signatures;

namespace Relay.Client.Webhooks;

/// <summary>The relay's published keys, read when they are needed and kept for a while.</summary>
internal sealed class RelayKeyring(Func<CancellationToken, Task<RelayKeys>> read, WebhookVerifierOptions options) : IDisposable
{
    private readonly SemaphoreSlim _reading = new(1, 1);
    private volatile KeySet? _keys;
    private DateTimeOffset _nextRead = DateTimeOffset.MinValue;

    /// <summary>The key of that id; null where the relay has none.</summary>
    /// <exception cref="RelayProblemException">No key was ever read, and they cannot be read now.</exception>
    internal async Task<VerificationKey?> FindAsync(string keyId, CancellationToken cancellation)
    {
        var keys = _keys;
        if (keys is null || !keys.Has(keyId) || IsOld(keys))
            keys = await RefreshAsync(keyId, cancellation);
        return keys.Find(keyId, options.Clock.GetUtcNow());
    }

    private bool IsOld(KeySet keys) => options.Clock.GetUtcNow() - keys.ReadAt >= TimeSpan.FromMinutes(options.KeysLifetimeMinutes);

    private async Task<KeySet> RefreshAsync(string keyId, CancellationToken cancellation)
    {
        // One reads, the others wait and find what it read.
        await _reading.WaitAsync(cancellation);
        try
        {
            var now = options.Clock.GetUtcNow();
            if (_keys is { } keys && ((keys.Has(keyId) && !IsOld(keys)) || now < _nextRead))
                return keys;
            if (now < _nextRead)
            {
                throw new RelayProblemException(
                    new RelayProblem { Code = RelayProblemException.UnexpectedAnswer, Title = "The relay's keys could not be read a moment ago." });
            }

            _nextRead = now + TimeSpan.FromSeconds(options.LeastRefreshSeconds);
            try
            {
                return _keys = new KeySet(await read(cancellation), now);
            }
            catch (RelayProblemException) when (_keys is not null)
            {
                // While the relay does not answer, the keys that it published last are the best there is.
                return _keys;
            }
            catch (OperationCanceledException)
            {
                // One caller gave up, which says nothing about the relay: the next caller may read at once.
                _nextRead = DateTimeOffset.MinValue;
                throw;
            }
        }
        finally
        {
            _reading.Release();
        }
    }

    public void Dispose() => _reading.Dispose();

    private sealed class KeySet(RelayKeys published, DateTimeOffset readAt)
    {
        private readonly FrozenDictionary<string, (VerificationKey Key, DateTimeOffset? ExpiresAt)> _byId = Read(published);

        internal DateTimeOffset ReadAt => readAt;

        internal bool Has(string keyId) => _byId.ContainsKey(keyId);

        // A key that the relay said would end is not good for longer because the relay cannot be asked again.
        internal VerificationKey? Find(string keyId, DateTimeOffset now) =>
            _byId.TryGetValue(keyId, out var found) && !(now >= found.ExpiresAt) ? found.Key : null;

        private static FrozenDictionary<string, (VerificationKey Key, DateTimeOffset? ExpiresAt)> Read(RelayKeys published)
        {
            try
            {
                return published.Keys.ToFrozenDictionary(key => key.Kid, key => (VerificationKey.FromJwk(key), key.ExpiresAt));
            }
            catch (Exception e) when (e is FormatException or ArgumentException)
            {
                throw new RelayProblemException(
                    new RelayProblem { Code = RelayProblemException.UnexpectedAnswer, Title = "The relay's published keys are unsuitable." }, e);
            }
        }
    }
}
