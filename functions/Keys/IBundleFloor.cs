namespace Relay.Functions.Keys;

/// <summary>What two partners have agreed that sessions between their users must at least have.</summary>
public interface IBundleFloor
{
    /// <summary>Whether a session must not begin without a KEM key. The order of the two does not matter.</summary>
    /// <exception cref="Azure.RequestFailedException">Table storage did not answer or refused.</exception>
    ValueTask<bool> RequiresPostQuantumAsync(string partnerA, string partnerB);

    /// <summary>Notes that a claim of <paramref name="from"/> was refused for that, so that both partners are told.</summary>
    void NoteRefusal(string from, string to);
}
