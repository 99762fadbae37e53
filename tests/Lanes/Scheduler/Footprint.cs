namespace Relay.Lanes.Tests.Scheduler;

/// <summary>
/// What a step reads, writes and sets, as names of things; a name that ends in '/' stands for all that begin with it. Two steps
/// of different calls commute unless they meet in a thing that one of them changes: of such two, the explorer tries one order
/// only. Setting a thing to the same value twice is the same in either order.
/// </summary>
internal sealed class Footprint
{
    /// <summary>Meets everything: the clock, whose time everybody reads.</summary>
    public static readonly Footprint Everything = new([], ["/"], []);

    /// <summary>Meets nothing.</summary>
    public static readonly Footprint Nothing = new([], [], []);

    private readonly string[] _reads;
    private readonly string[] _writes;
    private readonly (string Thing, string Value)[] _sets;

    private Footprint(string[] reads, string[] writes, (string Thing, string Value)[] sets)
    {
        _reads = reads;
        _writes = writes;
        _sets = sets;
    }

    public static Footprint Reads(params string[] things) => new(things, [], []);

    public static Footprint Writes(params string[] things) => new([], things, []);

    /// <summary>Brings things to values, whatever they were before: setting them again changes nothing, and gives the same answer.</summary>
    public static Footprint Sets(params (string Thing, string Value)[] things) => new([], [], things);

    /// <summary>Whether it changes anything.</summary>
    public bool Changes => _writes.Length + _sets.Length > 0;

    public Footprint And(Footprint other) => new([.. _reads, .. other._reads], [.. _writes, .. other._writes], [.. _sets, .. other._sets]);

    public bool Meets(Footprint other) => MeetsOneWay(other) || other.MeetsOneWay(this);

    private bool MeetsOneWay(Footprint other)
    {
        foreach (var written in _writes)
        {
            if (Array.Exists(other._writes, thing => Overlap(written, thing))
                || Array.Exists(other._reads, thing => Overlap(written, thing))
                || Array.Exists(other._sets, set => Overlap(written, set.Thing)))
            {
                return true;
            }
        }

        foreach (var (thing, value) in _sets)
        {
            if (Array.Exists(other._reads, read => Overlap(thing, read))
                || Array.Exists(other._sets, set => Overlap(thing, set.Thing) && set.Value != value))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Overlap(string one, string other) => Covers(one, other) || Covers(other, one);

    private static bool Covers(string thing, string other) =>
        string.Equals(thing, other, StringComparison.Ordinal)
        || (thing[^1] == '/' && (thing.Length == 1 || other.StartsWith(thing, StringComparison.Ordinal)));
}
