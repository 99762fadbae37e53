namespace Relay.Functions.Transparency;

/// <summary>Proves that a user's keys, as a claim shows them, are an entry of the log. docs/transparency.md has the bytes.</summary>
/// <param name="Version">The user's version, from 1: rises by one with each change of identity key, devices or links.</param>
/// <param name="Previous">The commitment of the version before, base64 of 32 bytes; left out of the first.</param>
/// <param name="Opening">Opens this version's commitment and no other's, base64 of 32 bytes.</param>
/// <param name="Links">Commitments of the account's links, base64 of 32 bytes each; always as many, whatever there is.</param>
/// <param name="LinkOpenings">For the links that the claim shows (<see cref="Showing"/>; none before that): what opens their commitments, by the link's id.</param>
/// <param name="Index">The entry's place in the log, from 0.</param>
/// <param name="Path">The audit path to the head's root (RFC 9162, section 2.1.3), base64 of 32 bytes each.</param>
/// <param name="Head">The signed tree head that the path leads to (a compact JWS).</param>
public sealed record KeyProof(
    int Version,
    byte[]? Previous,
    byte[] Opening,
    IReadOnlyList<byte[]> Links,
    IReadOnlyDictionary<Guid, byte[]> LinkOpenings,
    long Index,
    IReadOnlyList<byte[]> Path,
    string Head)
{
    /// <summary>What opens the commitments of all links of the account; it stays in the relay.</summary>
    internal IReadOnlyDictionary<Guid, byte[]> Unshown { get; init; } = new Dictionary<Guid, byte[]>();

    /// <summary>The proof as a claim carries it that shows these links; of the others it tells nothing, not how many there are.</summary>
    /// <param name="links">The ids of the links that the claim shows.</param>
    public KeyProof Showing(IReadOnlyCollection<Guid> links) =>
        this with { LinkOpenings = Unshown.Where(opening => links.Contains(opening.Key)).ToDictionary(opening => opening.Key, opening => opening.Value) };
}
