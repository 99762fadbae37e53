namespace Relay.Functions.Keys;

/// <summary>What two partners have agreed that sessions between their users must at least have.</summary>
public interface IBundleFloor
{
    /// <summary>Whether a session must not begin without a KEM key. The order of the two does not matter.</summary>
    bool RequiresPostQuantum(string partnerA, string partnerB);
}

/// <summary>No two partners have agreed on anything.</summary>
internal sealed class NoBundleFloor : IBundleFloor
{
    /// <inheritdoc/>
    public bool RequiresPostQuantum(string partnerA, string partnerB) => false;
}
