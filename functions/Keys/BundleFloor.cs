using Relay.Functions.Agreements;

namespace Relay.Functions.Keys;

/// <summary>The floors of the two partners' agreements.</summary>
internal sealed class BundleFloor(PairFloors floors, DowngradeWatch downgrades) : IBundleFloor
{
    /// <inheritdoc/>
    public ValueTask<bool> RequiresPostQuantumAsync(string partnerA, string partnerB) => floors.RequiresPostQuantumAsync(partnerA, partnerB);

    /// <inheritdoc/>
    public void NoteRefusal(string from, string to) => downgrades.Note(from, to, FloorRule.PostQuantum);
}
