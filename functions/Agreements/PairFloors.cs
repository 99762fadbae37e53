using Relay.Functions.Partners;

namespace Relay.Functions.Agreements;

/// <summary>What the floors of two partners ask for between them: the stricter of both, in both directions.</summary>
/// <param name="partners">Partners by name.</param>
public sealed class PairFloors(PartnerDirectory partners)
{
    /// <summary>The rule about post-quantum keys, for problem details.</summary>
    public const string PostQuantumRule = "a session agreed with PQXDH: message version 4, with a KEM ciphertext where the session begins";

    /// <summary>Whether sessions between users of the two must be agreed with post-quantum keys.</summary>
    public static bool RequiresPostQuantum(PartnerRecord one, PartnerRecord other) =>
        one.FloorFor(other.Name)?.PostQuantum == true || other.FloorFor(one.Name)?.PostQuantum == true;

    /// <summary>Whether the floors of both allow a protocol between them.</summary>
    public static bool Allow(PartnerRecord one, PartnerRecord other, string protocol) =>
        one.FloorFor(other.Name)?.Protocols?.Contains(protocol) != false && other.FloorFor(one.Name)?.Protocols?.Contains(protocol) != false;

    /// <summary>Whether sessions between users of the two must be agreed with post-quantum keys; false where one of them is not there.</summary>
    /// <exception cref="Azure.RequestFailedException">Table storage did not answer or refused.</exception>
    public async ValueTask<bool> RequiresPostQuantumAsync(string one, string other) =>
        await partners.FindAsync(one) is { } oneRecord && await partners.FindAsync(other) is { } otherRecord && RequiresPostQuantum(oneRecord, otherRecord);
}
