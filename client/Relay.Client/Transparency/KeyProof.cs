namespace Relay.Client.Transparency;

/// <summary>Proves that an account's keys are an entry of the relay's log. Nothing of it is checked before the verifier of proofs has.</summary>
/// <param name="Version">The account's version, from 1: rises by one with each change of identity key, devices or links.</param>
/// <param name="Opening">Opens this version's commitment, 32 bytes.</param>
/// <param name="Links">Commitments of the account's links, 32 bytes each; always four, whatever there is.</param>
/// <param name="LinkOpenings">What opens the commitments of the links that the claim shows, by the link's id.</param>
/// <param name="Index">The entry's place in the log, from 0.</param>
/// <param name="Path">The audit path, 32 bytes each.</param>
/// <param name="Head">The signed tree head that it leads to.</param>
/// <param name="Previous">The commitment of the version before, 32 bytes; null of the first.</param>
public sealed record KeyProof(
    int Version,
    byte[] Opening,
    IReadOnlyList<byte[]> Links,
    IReadOnlyDictionary<Guid, byte[]> LinkOpenings,
    long Index,
    IReadOnlyList<byte[]> Path,
    string Head,
    byte[]? Previous = null);
