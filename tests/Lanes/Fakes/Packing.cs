using System.Text;
using Relay.Functions.Queue;

namespace Relay.Lanes.Tests.Fakes;

/// <summary>Packs a scenario's envelopes as accept does, and looks into packed messages.</summary>
internal static class Packing
{
    public static byte[] Pack(Arrival arrival, DateTimeOffset acceptedAt)
    {
        using var writer = new PackedWriter(512);
        writer.WriteHead(new PackedHead(PackedKind.Envelopes, arrival.Lane, arrival.Sender, acceptedAt, arrival.Batch, 0));
        foreach (var letter in arrival.Letters)
        {
            var start = writer.BeginEnvelope(letter.Id, letter.Id, "ana", letter.To, letter.TimeToLiveSeconds, 1);
            writer.Ciphertext(1, 1, 1, 4).Fill((byte)letter.Number);
            writer.EndEnvelope(start);
        }

        return writer.Written.ToArray();
    }

    public static byte[] Claim(Arrival arrival, DateTimeOffset acceptedAt, string name)
    {
        using var writer = new PackedWriter(256);
        writer.WriteHead(new PackedHead(PackedKind.Claim, arrival.Lane, arrival.Sender, acceptedAt, arrival.Batch, 0));
        writer.Append(Encoding.UTF8.GetBytes(name));
        return writer.Written.ToArray();
    }

    public static byte[] Alarm(Lane lane, PackedKind kind, long number)
    {
        using var writer = new PackedWriter(256);
        writer.WriteHead(new PackedHead(kind, lane, "", DateTimeOffset.UnixEpoch, "", number));
        return writer.Written.ToArray();
    }

    /// <summary>What a packed message holds: its envelopes' ids, or the body that it claims.</summary>
    public static Contents Open(ReadOnlyMemory<byte> message)
    {
        var head = PackedReader.ReadHead(message, out var offset);
        return head.Kind switch
        {
            PackedKind.Envelopes => new Contents(head, [.. PackedReader.ReadEnvelopes(message, offset).Select(envelope => envelope.Id)], null),
            PackedKind.Claim => new Contents(head, [], PackedReader.ReadClaim(message, offset)),
            _ => new Contents(head, [], null),
        };
    }
}

/// <summary>What a packed message holds.</summary>
internal sealed record Contents(PackedHead Head, IReadOnlyList<Guid> Ids, string? Claim);
