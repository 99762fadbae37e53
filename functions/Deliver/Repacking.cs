using System.Globalization;
using Relay.Functions.Queue;

namespace Relay.Functions.Deliver;

/// <summary>Packs what remains of a batch.</summary>
internal static class Repacking
{
    private const char GenerationMark = '.';

    /// <summary>
    /// The message to keep: the same bytes when nothing of the batch has ended, otherwise a new batch of the rest. A new batch
    /// has an id of its own, so that a recipient that drops repeated batch ids does not drop the rest.
    /// </summary>
    /// <param name="head">Of the batch that was tried.</param>
    /// <param name="outcome">What became of it.</param>
    /// <param name="message">The message that was tried.</param>
    /// <param name="writer">Holds the returned bytes when they are new; to be disposed of after their use.</param>
    public static ReadOnlyMemory<byte> Rest(PackedHead head, BatchOutcome outcome, ReadOnlyMemory<byte> message, out PackedWriter? writer)
    {
        writer = null;
        if (!outcome.Changed)
            return message;

        writer = new PackedWriter();
        writer.WriteHead(head with { Kind = PackedKind.Envelopes, Batch = NextGeneration(head.Batch) });
        foreach (var envelope in outcome.Remaining)
            writer.Append(envelope);
        return writer.Written;
    }

    private static string NextGeneration(string batch)
    {
        var mark = batch.IndexOf(GenerationMark, StringComparison.Ordinal);
        return mark < 0
            ? batch + GenerationMark + "1"
            : string.Create(CultureInfo.InvariantCulture, $"{batch[..mark]}{GenerationMark}{int.Parse(batch.AsSpan(mark + 1), CultureInfo.InvariantCulture) + 1}");
    }
}
