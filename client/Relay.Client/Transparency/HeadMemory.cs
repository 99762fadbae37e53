namespace Relay.Client.Transparency;

/// <summary>
/// Remembers the newest head that a client has seen, and has the relay show for each further one that both belong to one log. Keep
/// <see cref="Newest"/> over restarts: a client that forgets can be told another story. Safe for use by several threads at once.
/// </summary>
/// <param name="verifier">Has the relay's keys, and those with which the remembered head was signed.</param>
/// <param name="consistency">Asks the relay.</param>
/// <param name="newest">The head that was kept; null for none.</param>
public sealed class HeadMemory(TreeHeadVerifier verifier, ConsistencySource consistency, string? newest = null) : IDisposable
{
    private readonly HeadExchange _exchange = new(verifier, consistency);
    private readonly SemaphoreSlim _turn = new(1, 1);
    private volatile string? _newest = newest;

    /// <summary>The token of the newest head; null before the first.</summary>
    public string? Newest => _newest;

    /// <summary>
    /// Takes a head that was shown, with a proof or by <c>RelayClient.GetTreeHeadAsync</c>. One that does not fit is not remembered: the
    /// result then holds the evidence, which is to be kept and shown.
    /// </summary>
    /// <exception cref="RelayProblemException">The relay refused a proof, or could not be reached; nothing is remembered.</exception>
    public async Task<HeadCheck> SeeAsync(string token, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(token);
        await _turn.WaitAsync(cancellation);
        try
        {
            if (_newest is not { } known || token == known)
            {
                var isTrusted = verifier.Check(token).IsGood;
                if (isTrusted)
                    _newest = token;
                return new HeadCheck(isTrusted ? HeadFault.None : HeadFault.Untrusted, token, token);
            }

            var check = await _exchange.CompareAsync(known, token, cancellation);
            if (check.IsGood)
                _newest = check.Larger;
            return check;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();
}
