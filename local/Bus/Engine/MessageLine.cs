namespace Relay.Local.Bus.Engine;

/// <summary>
/// The messages of a queue or a session that wait for delivery, in the order of their sequence numbers. New messages come in
/// that order and are kept as slots; those that come back after a delivery are kept as entries beside them.
/// </summary>
internal sealed class MessageLine
{
    private SortedSet<MessageEntry>? _returned;
    private SlotChunk? _first;
    private SlotChunk? _last;
    private long _highest;
    private int _arrived;

    public int Count => _arrived + (_returned?.Count ?? 0);

    /// <summary>Adds a message in its place; a new one stays in memory only while its bytes are there too.</summary>
    public void Add(MessageEntry entry)
    {
        if (entry.SequenceNumber <= _highest)
            (_returned ??= new SortedSet<MessageEntry>(BySequence.Instance)).Add(entry);
        else
            Append(WaitingSlot.Of(entry), entry.Cached is null ? null : entry);
    }

    /// <summary>Adds a message with the highest sequence number so far.</summary>
    public void Append(in WaitingSlot slot, MessageEntry? entry = null)
    {
        if (_last is null || _last.IsFull)
        {
            var chunk = SlotChunk.After(_last);
            if (_last is null)
                _first = chunk;
            else
                _last.Next = chunk;
            _last = chunk;
        }
        _last.Append(slot, entry);
        _highest = slot.SequenceNumber;
        _arrived++;
    }

    /// <summary>Takes the message with the lowest sequence number.</summary>
    public bool TryTake(out WaitingMessage message)
    {
        SkipTaken();
        var returned = _returned?.Min;
        if (returned is not null && (_arrived == 0 || returned.SequenceNumber < _first![_first.Head].SequenceNumber))
        {
            _returned!.Remove(returned);
            message = new(WaitingSlot.Of(returned), returned);
            return true;
        }
        if (_arrived == 0)
        {
            message = default;
            return false;
        }
        message = _first!.Take(_first.Head++);
        _arrived--;
        SkipTaken();
        return true;
    }

    /// <summary>Takes out up to <paramref name="most"/> messages whose time is over; gives the next time one will be.</summary>
    public long TakeExpired(long now, int most, List<WaitingMessage> expired)
    {
        var next = long.MaxValue;
        for (var chunk = _first; chunk is not null; chunk = chunk.Next)
        {
            if (chunk.NextExpiry <= now)
                TakeExpired(chunk, now, most, expired);
            next = Math.Min(next, chunk.NextExpiry);
        }
        SkipTaken();
        foreach (var entry in _returned?.ToArray() ?? [])
        {
            if (entry.ExpiresAt <= now && expired.Count < most)
            {
                _returned!.Remove(entry);
                expired.Add(new(WaitingSlot.Of(entry), entry));
                continue;
            }
            next = Math.Min(next, entry.ExpiresAt);
        }
        return next;
    }

    /// <summary>Sequence numbers from a number on, in order; at most <paramref name="most"/>.</summary>
    public IEnumerable<long> From(long sequence, int most)
    {
        var arrived = Arrived(sequence).Take(most);
        return _returned is { Count: > 0 } returned
            ? arrived.Concat(returned.Select(entry => entry.SequenceNumber).Where(number => number >= sequence).Take(most)).Order().Take(most)
            : arrived;
    }

    private void TakeExpired(SlotChunk chunk, long now, int most, List<WaitingMessage> expired)
    {
        chunk.NextExpiry = long.MaxValue;
        for (var i = chunk.Head; i < chunk.Tail; i++)
        {
            ref readonly var slot = ref chunk[i];
            if (slot.SequenceNumber == 0)
                continue;
            if (slot.ExpiresAt <= now && expired.Count < most)
            {
                expired.Add(chunk.Take(i));
                _arrived--;
                continue;
            }
            chunk.NextExpiry = Math.Min(chunk.NextExpiry, slot.ExpiresAt);
        }
    }

    /// <summary>Moves the front over what was taken out of the middle, and lets go of chunks that are used up.</summary>
    private void SkipTaken()
    {
        while (_first is { } chunk)
        {
            while (chunk.Head < chunk.Tail && chunk[chunk.Head].SequenceNumber == 0)
                chunk.Head++;
            if (chunk.Head < chunk.Tail)
                return;
            if (chunk.Next is null && !chunk.IsFull && !chunk.IsSmall)
                return;
            if (chunk.Next is null && chunk.IsSmall)
            {
                // A session with little traffic uses its one small chunk again and again.
                chunk.Clear();
                return;
            }
            _first = chunk.Next;
            if (_first is null)
                _last = null;
        }
    }

    private IEnumerable<long> Arrived(long sequence)
    {
        for (var chunk = _first; chunk is not null; chunk = chunk.Next)
        {
            if (chunk.Tail == 0 || (chunk.Next is not null && chunk[chunk.Tail - 1].SequenceNumber is > 0 and var last && last < sequence))
                continue;
            for (var i = chunk.Head; i < chunk.Tail; i++)
            {
                var number = chunk[i].SequenceNumber;
                if (number >= sequence && number > 0)
                    yield return number;
            }
        }
    }
}
