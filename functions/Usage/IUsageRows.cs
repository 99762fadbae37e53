namespace Relay.Functions.Usage;

/// <summary>The rows of what partners have used: one for each partner, span and instance.</summary>
internal interface IUsageRows
{
    /// <summary>Writes this instance's row of a span over what it wrote before: twice is once.</summary>
    /// <exception cref="Azure.RequestFailedException">The store did not answer or refused.</exception>
    Task PutAsync(UsageKey key, UsageFigures figures, CancellationToken cancel);

    /// <summary>The rows of all instances of a partner whose spans began from one time (included) to another (excluded).</summary>
    /// <exception cref="Azure.RequestFailedException">The store did not answer or refused.</exception>
    IAsyncEnumerable<(DateTimeOffset Start, UsageFigures Figures)> ReadAsync(string partner, UsageSpan span, DateTimeOffset from, DateTimeOffset to, CancellationToken cancel);

    /// <summary>Removes a partner's rows of spans that began before a time; gives how many.</summary>
    /// <exception cref="Azure.RequestFailedException">The store did not answer or refused.</exception>
    Task<int> RemoveAsync(string partner, UsageSpan span, DateTimeOffset before, CancellationToken cancel);
}
