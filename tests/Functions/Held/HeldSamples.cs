using Microsoft.Extensions.Options;
using Relay.Functions.Held;
using Relay.Functions.Hosting;
using Relay.Functions.People;
using Relay.Functions.Queue;
using Relay.Functions.Tests.Queue;

namespace Relay.Functions.Tests.Held;

/// <summary>Held envelopes made of packed ones.</summary>
internal static class HeldSamples
{
    public const string Partner = "whatsapp";

    public static readonly AddressKeys Keys = new(Options.Create(new RelayOptions { AddressKey = Convert.ToBase64String(new byte[32]) }));

    private static readonly UserTags Tags = new(Keys, HeldStore.TagPurpose);

    /// <summary>An envelope and its head, as delivery holds it.</summary>
    public static (PackedHead Head, PackedEnvelope Envelope) Create(int timeToLiveSeconds = 3600, string toUser = "ben", int replays = 0)
    {
        var head = Packed.Head() with { Replayed = replays > 0, Number = replays };
        var message = Packed.Write(head, [Packed.Envelope(Guid.CreateVersion7(), timeToLiveSeconds, toUser)]);
        return (head, Packed.Read(message).Envelopes[0]);
    }

    /// <summary>The record of an envelope that is held since a moment.</summary>
    public static HeldRecord Record(PackedHead head, PackedEnvelope envelope, DateTimeOffset heldAt, bool inDoubt = false) =>
        new(head.Lane.Partner, HeldKeys.KeyOf(heldAt, HeldKeys.NameOf(head, envelope)))
        {
            HeldAt = heldAt,
            Bytes = envelope.Encoded.Length,
            Attempts = 3,
            Replays = HeldKeys.Replays(head),
            InDoubt = inDoubt,
            Sender = head.Sender,
            Id = envelope.Id,
            Class = head.Lane.Class,
            Lane = head.Lane.Key,
            AcceptedAt = head.AcceptedAt,
            ExpiresAt = head.AcceptedAt + envelope.TimeToLive,
            FromTag = Tags.Of(new Address(head.Sender, envelope.FromUser)),
            ToTag = Tags.Of(new Address(head.Lane.Partner, envelope.ToUser)),
        };
}
