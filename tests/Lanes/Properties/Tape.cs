namespace Relay.Lanes.Tests.Properties;

/// <summary>Numbers from which a scenario and its schedule are made: any numbers make some, and fewer or smaller ones make simpler ones.</summary>
internal sealed class Tape(IReadOnlyList<int> numbers)
{
    private int _next;

    /// <summary>What has not been read.</summary>
    public IReadOnlyList<int> Rest => [.. numbers.Skip(_next)];

    /// <summary>A number from 0 to one less than <paramref name="count"/>; 0 at the end of the tape.</summary>
    public int Below(int count) => _next < numbers.Count ? (int)((uint)numbers[_next++] % (uint)count) : 0;

    /// <summary>True once in <paramref name="times"/>; false at the end of the tape.</summary>
    public bool OnceIn(int times) => Below(times) == times - 1;
}
