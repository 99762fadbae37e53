using Azure;
using Relay.Functions.Receipts;

namespace Relay.Functions.Tests.Receipts;

/// <summary>Events and cursors in memory, with the conditions of Table storage, and a place to die.</summary>
internal sealed class MemoryEventStore : IEventStore
{
    private readonly Dictionary<string, EventsCursor> _cursors = [];
    private readonly SortedDictionary<string, StoredEvent> _events = new(StringComparer.Ordinal);
    private int _version;

    /// <summary>Runs before a cursor is written; may throw.</summary>
    public Action<EventsCursor> BeforeCursor { get; set; } = _ => { };

    public int CursorWrites { get; private set; }

    public EventsCursor Cursor(string partner) => _cursors[partner];

    public Task AddAsync(StoredEvent stored, CancellationToken cancel)
    {
        lock (_events)
            _events.Add(stored.Partner + stored.Key, stored);
        return Task.CompletedTask;
    }

    public Task<(EventsCursor? Cursor, IReadOnlyList<StoredEvent> Events)> ReadAsync(string partner, CancellationToken cancel)
    {
        lock (_events)
            return Task.FromResult<(EventsCursor?, IReadOnlyList<StoredEvent>)>((_cursors.GetValueOrDefault(partner), [.. _events.Values.Where(stored => stored.Partner == partner)]));
    }

    public IAsyncEnumerable<StoredEvent> AllAsync(CancellationToken cancel)
    {
        lock (_events)
            return _events.Values.ToList().ToAsyncEnumerable();
    }

    public Task RemoveAsync(StoredEvent stored, CancellationToken cancel)
    {
        lock (_events)
            _events.Remove(stored.Partner + stored.Key);
        return Task.CompletedTask;
    }

    public Task<EventsCursor?> TryWriteAsync(EventsCursor cursor, CancellationToken cancel)
    {
        BeforeCursor(cursor);
        lock (_events)
        {
            var present = _cursors.GetValueOrDefault(cursor.Partner);
            if ((present?.ETag ?? default) != cursor.ETag)
                return Task.FromResult<EventsCursor?>(null);
            CursorWrites++;
            return Task.FromResult<EventsCursor?>(_cursors[cursor.Partner] = cursor with { ETag = new ETag($"c{++_version}") });
        }
    }

    public Task<int> SweepAsync(DateTimeOffset before, CancellationToken cancel) => Task.FromResult(0);
}
