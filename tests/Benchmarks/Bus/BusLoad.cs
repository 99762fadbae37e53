namespace Relay.Benchmarks.Bus;

/// <summary>Equal messages, and how they are sent and received.</summary>
/// <param name="Name">What the report calls it.</param>
/// <param name="MessageBytes">The body of each message.</param>
/// <param name="Batch">Messages of one send.</param>
/// <param name="Senders">Sends under way at a time.</param>
/// <param name="ReceiveBatch">Most messages of one receive.</param>
/// <param name="Receivers">Receivers at a time.</param>
/// <param name="Count">How many messages; whole batches of both kinds.</param>
internal sealed record BusLoad(string Name, int MessageBytes, int Batch, int Senders, int ReceiveBatch, int Receivers, int Count)
{
    public const int Kilobyte = 1024;

    /// <summary>Envelopes that the relay packs into one message of <see cref="Packed"/>, 1.2 KB each.</summary>
    public const int EnvelopesInPack = 100;

    /// <summary>Small messages, many in a transfer.</summary>
    public static BusLoad Small { get; } = new("1 KB", Kilobyte, 100, 4, 100, 4, 80_000);

    /// <summary>The relay's own: packs of envelopes, one in a transfer.</summary>
    public static BusLoad Packed { get; } = new("120 KB", 120 * Kilobyte, 1, 8, 10, 4, 1_200);
}
