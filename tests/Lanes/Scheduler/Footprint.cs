namespace Relay.Lanes.Tests.Scheduler;

/// <summary>
/// What a step reads and writes, as names of things; a name that ends in '/' stands for all that begin with it. Two steps of
/// different calls commute unless they meet in a thing that one of them writes: of such two, the explorer tries one order only.
/// </summary>
internal sealed class Footprint
{
    /// <summary>Meets everything: the clock, whose time everybody reads.</summary>
    public static readonly Footprint Everything = new([], ["/"]);

    private readonly string[] _reads;
    private readonly string[] _writes;

    private Footprint(string[] reads, string[] writes)
    {
        _reads = reads;
        _writes = writes;
    }

    public static Footprint Reads(params string[] things) => new(things, []);

    public static Footprint Writes(params string[] things) => new([], things);

    /// <summary>Whether it changes anything.</summary>
    public bool HasWrites => _writes.Length > 0;

    public Footprint And(Footprint other) => new([.. _reads, .. other._reads], [.. _writes, .. other._writes]);

    public bool Meets(Footprint other) => AnyMeet(_writes, other._writes) || AnyMeet(_writes, other._reads) || AnyMeet(_reads, other._writes);

    private static bool AnyMeet(string[] some, string[] others)
    {
        foreach (var one in some)
        {
            foreach (var other in others)
            {
                if (Covers(one, other) || Covers(other, one))
                    return true;
            }
        }

        return false;
    }

    private static bool Covers(string thing, string other) =>
        string.Equals(thing, other, StringComparison.Ordinal)
        || (thing[^1] == '/' && (thing.Length == 1 || other.StartsWith(thing, StringComparison.Ordinal)));
}
