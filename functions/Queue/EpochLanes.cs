using System.Text;

namespace Relay.Functions.Queue;

/// <summary>
/// The lanes of a partner in one epoch, and where they lie. A lane's order is that of one session in one namespace, so both are as they
/// are for the whole of the epoch; another number of lanes, or other namespaces, is another epoch.
/// </summary>
/// <param name="Partner">The recipients' provider.</param>
/// <param name="Epoch">The epoch.</param>
/// <param name="Count">1 to 512.</param>
/// <param name="Namespaces">Numbers of the namespaces over which they are spread; at least one.</param>
public readonly record struct EpochLanes(string Partner, int Epoch, int Count, IReadOnlyList<int> Namespaces)
{
    private const int LongestName = 64;

    /// <summary>The lane of a recipient, from the keyed hash that the directory has of the user.</summary>
    public Lane Of(EnvelopeClass envelopeClass, uint addressHash) => At(envelopeClass, Lane.NumberOf(addressHash, Count));

    /// <summary>A lane by its number.</summary>
    public Lane At(EnvelopeClass envelopeClass, int number) => new(envelopeClass, Epoch, Partner, number, NamespaceOf(number));

    // Round the namespaces, from one that the partner's name chooses: the only lane of a small partner need not be in the first.
    private int NamespaceOf(int number)
    {
        if (Namespaces.Count == 1)
            return Namespaces[0];

        Span<byte> name = stackalloc byte[LongestName];
        var first = ContentHash.Of(name[..Encoding.UTF8.GetBytes(Partner, name)]) % (ulong)Namespaces.Count;
        return Namespaces[((int)first + number) % Namespaces.Count];
    }
}
