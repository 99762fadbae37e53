using Azure;

namespace Relay.Functions.Receipts;

/// <summary>An event that a partner has not taken yet.</summary>
/// <param name="Partner">Who is told.</param>
/// <param name="Key">Sorts by time; also its <c>webhook-id</c>.</param>
/// <param name="Body">The JSON that is posted.</param>
/// <param name="About">The other partner that it is about; null where there is none.</param>
internal sealed record StoredEvent(string Partner, string Key, string Body, string? About = null);

/// <summary>How far a partner's events endpoint has come.</summary>
/// <param name="Partner">The partner.</param>
/// <param name="Position">Of the receipts; a cursor.</param>
/// <param name="Failures">Posts that failed in a row.</param>
/// <param name="NextAt">Nothing is posted before this time.</param>
/// <param name="ETag">Of the row; default for one that is new.</param>
internal sealed record EventsCursor(string Partner, string Position, int Failures, DateTimeOffset NextAt, ETag ETag);

/// <summary>Events and cursors. Every call may throw <see cref="RequestFailedException"/>: the store did not answer or refused.</summary>
internal interface IEventStore
{
    /// <summary>Adds an event.</summary>
    Task AddAsync(StoredEvent stored, CancellationToken cancel);

    /// <summary>A partner's cursor, null when there is none yet, and its oldest events, at most 100.</summary>
    Task<(EventsCursor? Cursor, IReadOnlyList<StoredEvent> Events)> ReadAsync(string partner, CancellationToken cancel);

    /// <summary>The events that no partner has taken yet, of all partners.</summary>
    IAsyncEnumerable<StoredEvent> AllAsync(CancellationToken cancel);

    /// <summary>Removes an event.</summary>
    Task RemoveAsync(StoredEvent stored, CancellationToken cancel);

    /// <summary>Writes a cursor if nobody has since it was read; null when somebody has.</summary>
    Task<EventsCursor?> TryWriteAsync(EventsCursor cursor, CancellationToken cancel);

    /// <summary>Removes events told before a time; gives how many.</summary>
    Task<int> SweepAsync(DateTimeOffset before, CancellationToken cancel);
}
