using System.Globalization;
using Relay.Functions.Queue;

namespace Relay.Functions.Lanes;

/// <summary>The envelopes of a packed message, wherever they lay.</summary>
/// <param name="Head">Of the envelopes; in doubt when the message or what it claims is.</param>
/// <param name="Envelopes">In order.</param>
/// <param name="Message">The message that was read.</param>
/// <param name="Claim">The name of the claimed body, when the message is a claim check.</param>
internal sealed record Batch(PackedHead Head, IReadOnlyList<PackedEnvelope> Envelopes, ReadOnlyMemory<byte> Message, string? Claim)
{
    private const char SliceMark = '.';
    private const int IdLength = 16;

    /// <summary>Reads a message of kind Envelopes or Claim; null when its claimed body is gone: then its envelopes have ended.</summary>
    /// <exception cref="InvalidDataException">The bytes are cut or torn.</exception>
    public static async Task<Batch?> ReadAsync(ReadOnlyMemory<byte> message, IClaimedBodies claimed, CancellationToken cancel)
    {
        var head = PackedReader.ReadHead(message, out var offset);
        if (head.Kind == PackedKind.Envelopes)
            return new Batch(head, PackedReader.ReadEnvelopes(message, offset), message, null);

        var claim = PackedReader.ReadClaim(message, offset);
        if (await claimed.ReadAsync(claim, cancel) is not { } body)
            return null;

        var content = PackedReader.ReadHead(body, out var start);
        return new Batch(content with { InDoubt = content.InDoubt || head.InDoubt, Unseen = content.Unseen || head.Unseen }, PackedReader.ReadEnvelopes(body, start), message, claim);
    }

    /// <summary>
    /// The message that keeps <paramref name="rest"/>: the same bytes where nothing has changed. A slice has an id of its own,
    /// the same for the same envelopes, so that a recipient that drops repeated batch ids drops no envelope it has not seen.
    /// </summary>
    /// <param name="rest">What has not ended, in order.</param>
    /// <param name="inDoubt">Whether it may have been delivered; a doubt never goes away.</param>
    /// <param name="head">The head under which it is kept.</param>
    public ReadOnlyMemory<byte> Keep(IReadOnlyList<PackedEnvelope> rest, bool inDoubt, out PackedHead head)
    {
        head = HeadOf(rest) with { InDoubt = inDoubt };

        // The message itself may not say yet what is known of it: a redelivery puts it in doubt.
        if (rest.Count == Envelopes.Count)
            return Marked(Message, head);

        using var writer = new PackedWriter();
        writer.WriteHead(head);
        foreach (var envelope in rest)
            writer.Append(envelope);
        return writer.Written.ToArray();
    }

    private static ReadOnlyMemory<byte> Marked(ReadOnlyMemory<byte> message, in PackedHead head)
    {
        var written = PackedReader.ReadHead(message, out _);
        if (head.InDoubt && !written.InDoubt)
            message = PackedWriter.InDoubt(message);
        return head.Unseen && !written.Unseen ? PackedWriter.Unseen(message) : message;
    }

    /// <summary>The head under which some of the envelopes travel.</summary>
    public PackedHead HeadOf(IReadOnlyList<PackedEnvelope> slice)
    {
        if (slice.Count == Envelopes.Count)
            return Head;

        var ids = new byte[slice.Count * IdLength];
        for (var i = 0; i < slice.Count; i++)
            slice[i].Id.TryWriteBytes(ids.AsSpan(i * IdLength), bigEndian: true, out _);
        return Head with { Batch = string.Create(CultureInfo.InvariantCulture, $"{RootOf(Head.Batch)}{SliceMark}{ContentHash.Of(ids):x16}") };
    }

    /// <summary>The id that a batch shares with all its slices.</summary>
    public static string RootOf(string batch) => batch.IndexOf(SliceMark, StringComparison.Ordinal) is var mark and >= 0 ? batch[..mark] : batch;
}
