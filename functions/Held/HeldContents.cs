using Relay.Functions.Queue;

namespace Relay.Functions.Held;

/// <summary>Reads the packed message of a held envelope.</summary>
internal static class HeldContents
{
    /// <summary>Its head, with the doubt that the row knows of, and its one envelope.</summary>
    /// <exception cref="InvalidDataException">The store does not give back what was stored.</exception>
    public static (PackedHead Head, PackedEnvelope Envelope) Read(ReadOnlyMemory<byte> message, HeldRecord record)
    {
        var head = PackedReader.ReadHead(message, out var offset);
        return (head with { InDoubt = record.InDoubt }, PackedReader.ReadEnvelopes(message, offset).Single());
    }
}
