namespace Relay.Local.Bus.Engine;

/// <summary>A stretch of a line: an array that is filled from the front and emptied from the front.</summary>
internal sealed class SlotChunk(int capacity)
{
    private const int Smallest = 4;
    private const int Largest = 1024;

    private readonly WaitingSlot[] _slots = new WaitingSlot[capacity];

    /// <summary>Entries of those messages that are in memory; a long line mostly has none.</summary>
    private MessageEntry?[]? _entries;

    public int Capacity => _slots.Length;

    /// <summary>Index of the first slot not taken.</summary>
    public int Head { get; set; }

    /// <summary>Index behind the last slot.</summary>
    public int Tail { get; set; }

    /// <summary>No message of this chunk expires before this time.</summary>
    public long NextExpiry { get; set; } = long.MaxValue;

    public SlotChunk? Next { get; set; }

    public bool IsFull => Tail == Capacity;

    public bool IsSmall => Capacity <= Smallest;

    /// <summary>The slot as it is; its number is 0 when its message was taken out.</summary>
    public ref readonly WaitingSlot this[int index] => ref _slots[index];

    /// <summary>The first chunk of a line is small, since most sessions hold few messages; each next one is twice as long.</summary>
    public static SlotChunk After(SlotChunk? last) => new(last is null ? Smallest : Math.Min(Largest, last.Capacity * 2));

    public void Append(in WaitingSlot slot, MessageEntry? entry)
    {
        if (entry is not null)
            (_entries ??= new MessageEntry?[Capacity])[Tail] = entry;
        _slots[Tail++] = slot;
        NextExpiry = Math.Min(NextExpiry, slot.ExpiresAt);
    }

    public WaitingMessage Take(int index)
    {
        var taken = new WaitingMessage(_slots[index], _entries?[index]);
        _slots[index] = default;
        if (_entries is not null)
            _entries[index] = null;
        return taken;
    }

    /// <summary>Makes the chunk as new; all its messages were taken.</summary>
    public void Clear()
    {
        (Head, Tail, NextExpiry) = (0, 0, long.MaxValue);
    }
}
