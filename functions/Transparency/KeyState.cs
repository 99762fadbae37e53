namespace Relay.Functions.Transparency;

/// <summary>
/// Where a user stands in the key log: the present version, and what opens all versions. Kept sealed in the user's row, and gone with
/// it: without the salt the log's commitments say nothing.
/// </summary>
/// <param name="Salt">32 random bytes of this enlistment.</param>
/// <param name="Version">From 1.</param>
/// <param name="At">Since when.</param>
/// <param name="Previous">The commitment of the version before, 32 bytes; null of the first.</param>
/// <param name="Commitment">The present version's, 32 bytes.</param>
public sealed record KeyState(byte[] Salt, int Version, DateTimeOffset At, byte[]? Previous, byte[] Commitment)
{
    /// <summary>The entry's place in the log; null while it is not appended.</summary>
    public long? Index { get; init; }

    /// <summary>The user's id while the entry is not appended: who finds the row alone must be able to bring it to its end.</summary>
    public string? Unlogged { get; init; }
}
