namespace Relay.Local.Bus.Engine;

/// <summary>A stretch of a line: an array that is filled from the front and emptied from the front.</summary>
internal sealed class SlotChunk(int capacity)
{
    private const int Smallest = 4;
    private const int Largest = 1024;

    public WaitingSlot[] Slots { get; } = new WaitingSlot[capacity];

    /// <summary>Index of the first slot not taken.</summary>
    public int Head { get; set; }

    /// <summary>Index behind the last slot.</summary>
    public int Tail { get; set; }

    /// <summary>No message of this chunk expires before this time.</summary>
    public long NextExpiry { get; set; } = long.MaxValue;

    public SlotChunk? Next { get; set; }

    public bool IsFull => Tail == Slots.Length;

    public bool IsSmall => Slots.Length <= Smallest;

    /// <summary>The first chunk of a line is small, since most sessions hold few messages; each next one is twice as long.</summary>
    public static SlotChunk After(SlotChunk? last) => new(last is null ? Smallest : Math.Min(Largest, last.Slots.Length * 2));

    public void Clear()
    {
        (Head, Tail, NextExpiry) = (0, 0, long.MaxValue);
    }
}
