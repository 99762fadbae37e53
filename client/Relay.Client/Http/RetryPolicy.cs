namespace Relay.Client.Http;

/// <summary>How long to wait between attempts.</summary>
internal sealed class RetryPolicy(RelayClientOptions options)
{
    /// <summary>The wait after an attempt (counted from 1) that failed for the time being; null when there is to be no other.</summary>
    internal TimeSpan? WaitAfter(int attempt, TimeSpan? retryAfter)
    {
        if (attempt >= options.MostAttempts)
            return null;
        var longest = TimeSpan.FromSeconds(options.LongestRetrySeconds);
        if (retryAfter > longest)
            return null;

        // 2^20 times the first wait is beyond any bound; the exponent is kept from overflowing.
        var wait = TimeSpan.FromMilliseconds(options.FirstRetryMilliseconds * (double)(1L << Math.Min(attempt - 1, 20)));
        // At random between a half and the whole, so that callers who failed together do not come back together.
        wait = (wait < longest ? wait : longest) * (0.5 + (Random.Shared.NextDouble() / 2));
        return retryAfter > wait ? retryAfter : wait;
    }
}
