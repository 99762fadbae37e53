namespace Relay.Functions.Held;

/// <summary>What is held, as those see it who end it.</summary>
public interface IHeldStore
{
    /// <summary>Finds one by its key, or null.</summary>
    /// <exception cref="Azure.RequestFailedException">The store did not answer or refused.</exception>
    Task<HeldRecord?> FindAsync(string partner, string key, CancellationToken cancel);

    /// <summary>The first that a query means, by partner and then by time.</summary>
    /// <param name="query">Which are meant.</param>
    /// <param name="after">Only those after this partner and key.</param>
    /// <param name="most">How many are given at most.</param>
    /// <param name="cancel">Ends the call.</param>
    /// <exception cref="Azure.RequestFailedException">The store did not answer or refused.</exception>
    Task<IReadOnlyList<HeldRecord>> ListAsync(HeldQuery query, (string Partner, string Key)? after, int most, CancellationToken cancel);

    /// <summary>How many a query means, counted up to <paramref name="most"/>, and how many of them had expired at <paramref name="now"/>.</summary>
    /// <exception cref="Azure.RequestFailedException">The store did not answer or refused.</exception>
    Task<(int All, int Expired)> CountAsync(HeldQuery query, (string Partner, string Key)? after, DateTimeOffset now, int most, CancellationToken cancel);

    /// <summary>The packed message of one, or null when it is gone: then it was sent again or has ended.</summary>
    /// <exception cref="Azure.RequestFailedException">The store did not answer or refused.</exception>
    Task<ReadOnlyMemory<byte>?> ReadAsync(HeldRecord record, CancellationToken cancel);

    /// <summary>Removes one, row first; false when it was held once more since it was read, and so stays.</summary>
    /// <exception cref="Azure.RequestFailedException">The store did not answer or refused.</exception>
    Task<bool> TryRemoveAsync(HeldRecord record, CancellationToken cancel);
}
