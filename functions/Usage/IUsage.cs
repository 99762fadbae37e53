namespace Relay.Functions.Usage;

/// <summary>What partners have used, summed over all instances and kept by the minute. It names no user.</summary>
public interface IUsage
{
    /// <summary>
    /// Figures from <paramref name="from"/> (inclusive) to <paramref name="to"/> (exclusive), oldest first; steps in which nothing
    /// happened are left out. What happened in the last half minute may be missing.
    /// </summary>
    /// <param name="partner">Whose; null for all partners, each in points of its own.</param>
    /// <param name="from">Begin; rounded down to a step.</param>
    /// <param name="to">End.</param>
    /// <param name="step">A minute, or a multiple of it.</param>
    /// <param name="cancel">Gives up waiting.</param>
    /// <exception cref="Azure.RequestFailedException">The store did not answer or refused.</exception>
    Task<IReadOnlyList<UsagePoint>> ReadAsync(string? partner, DateTimeOffset from, DateTimeOffset to, TimeSpan step, CancellationToken cancel);
}
