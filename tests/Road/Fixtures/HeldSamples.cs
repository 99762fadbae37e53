using System.Security.Cryptography;
using Relay.Functions.Queue;

namespace Relay.Road.Tests.Fixtures;

/// <summary>Packed envelopes as delivery gives them to be held.</summary>
internal static class HeldSamples
{
    public const string Sender = "ana.the.sender";
    public const string Recipient = "ben.the.recipient";

    public static readonly DateTimeOffset AcceptedAt = new(2026, 3, 1, 12, 0, 0, 123, TimeSpan.Zero);

    public static (PackedHead Head, PackedEnvelope Envelope) Create(
        string partner,
        string sender = "sender",
        string user = Recipient,
        int bytes = 300,
        int seconds = 3600,
        DateTimeOffset? acceptedAt = null,
        Guid? id = null,
        string fromUser = Sender)
    {
        using var writer = new PackedWriter();
        var batch = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        writer.WriteHead(new PackedHead(PackedKind.Envelopes, new Lane(EnvelopeClass.Normal, 1, partner, 0), sender, acceptedAt ?? AcceptedAt, batch, 0));
        var start = writer.BeginEnvelope(id ?? Guid.CreateVersion7(), Guid.CreateVersion7(), fromUser, user, seconds, 1);
        RatchetMessage.Create(bytes).CopyTo(writer.Ciphertext(1, 4711, 1, bytes));
        writer.EndEnvelope(start);
        var head = PackedReader.ReadHead(writer.Written.ToArray(), out var offset);
        return (head, PackedReader.ReadEnvelopes(writer.Written.ToArray(), offset)[0]);
    }
}

/// <summary>A clock that stands until a test sets it.</summary>
internal sealed class SteppingClock : TimeProvider
{
    public DateTimeOffset Now { get; set; } = HeldSamples.AcceptedAt;

    public override DateTimeOffset GetUtcNow() => Now;
}
