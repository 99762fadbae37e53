namespace Relay.Functions.Partners;

/// <summary>The partners that have anything to do with one another: those of one world. Nothing passes from one to the other.</summary>
public enum PartnerWorld : byte
{
    /// <summary>Those that take part in nothing: requested and ended. They do not meet one another either.</summary>
    None,

    /// <summary>Those that try things out.</summary>
    Sandbox,

    /// <summary>Those that serve people.</summary>
    Live,
}

/// <summary>The rules of worlds.</summary>
public static class PartnerWorlds
{
    /// <summary>The world of a state.</summary>
    public static PartnerWorld Of(PartnerStatus status) => status switch
    {
        PartnerStatus.Sandbox => PartnerWorld.Sandbox,
        PartnerStatus.Live => PartnerWorld.Live,
        _ => PartnerWorld.None,
    };

    /// <summary>Whether two partners may have anything to do with one another; never where one of them is not there.</summary>
    public static bool Meet(PartnerRecord? one, PartnerRecord? other)
    {
        var world = one?.World ?? PartnerWorld.None;
        return world != PartnerWorld.None & world == (other?.World ?? PartnerWorld.None);
    }

    /// <summary>
    /// Whether two partners are of different worlds, so that one is told nothing of the other. Not where one of them has ended or is not
    /// there: what it did last is still told.
    /// </summary>
    public static bool AreApart(PartnerRecord? one, PartnerRecord? other)
    {
        var (world, otherWorld) = (one?.World ?? PartnerWorld.None, other?.World ?? PartnerWorld.None);
        return world != PartnerWorld.None && otherWorld != PartnerWorld.None && world != otherWorld;
    }
}
