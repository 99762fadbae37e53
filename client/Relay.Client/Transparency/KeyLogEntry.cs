using Relay.Client.Accounts;

namespace Relay.Client.Transparency;

/// <summary>A signed head of the relay's log, as the relay answers it.</summary>
internal sealed record TreeHeadAnswer(string Head);

/// <summary>A proof of consistency.</summary>
internal sealed record ConsistencyAnswer(long From, long To, IReadOnlyList<byte[]> Path);

/// <summary>A place for a link in an entry of an own user.</summary>
/// <param name="Commitment">32 bytes.</param>
/// <param name="Opening">Opens it, 32 bytes.</param>
/// <param name="Link">The link's id; null where the place is empty.</param>
public sealed record KeyLogLink(byte[] Commitment, byte[] Opening, Guid? Link = null);

/// <summary>One version of an own user's keys as the relay has logged it. Nothing of it is checked before <see cref="OwnKeyLogVerifier"/> has.</summary>
/// <param name="Version">From 1.</param>
/// <param name="At">Since when.</param>
/// <param name="Commitment">The entry, 32 bytes.</param>
/// <param name="Opening">Opens it, 32 bytes.</param>
/// <param name="ServiceId">The user's service id.</param>
/// <param name="Devices">The devices.</param>
/// <param name="Links">The four places for links.</param>
/// <param name="Index">The entry's place in the log.</param>
/// <param name="Path">The audit path to the answer's head.</param>
/// <param name="Previous">The commitment of the version before; null of the first.</param>
/// <param name="IdentityKey">The identity key; null where there was none.</param>
public sealed record KeyLogEntry(
    int Version,
    DateTimeOffset At,
    byte[] Commitment,
    byte[] Opening,
    Guid ServiceId,
    IReadOnlyList<UserDevice> Devices,
    IReadOnlyList<KeyLogLink> Links,
    long Index,
    IReadOnlyList<byte[]> Path,
    byte[]? Previous = null,
    byte[]? IdentityKey = null);

/// <summary>Versions of an own user's keys.</summary>
/// <param name="Entries">In their order.</param>
/// <param name="Head">The signed head that their paths lead to.</param>
/// <param name="Next">The version from which there are more; null when there are none.</param>
public sealed record KeyLogPage(IReadOnlyList<KeyLogEntry> Entries, string Head, int? Next = null);
