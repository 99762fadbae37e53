namespace Relay.Client.Envelopes;

/// <summary>An envelope to be sent: one message for one account, with a ciphertext for each of its devices.</summary>
public sealed record OutgoingEnvelope
{
    private const int UsualTimeToLiveSeconds = 604_800;
    private const int UrgentTimeToLiveSeconds = 60;

    private readonly int? _timeToLiveSeconds;

    /// <summary>
    /// The envelope's id, a UUIDv7 within 24 hours of now, unique among the partner's. Whoever sends an envelope once more, be it after
    /// a restart, keeps its id: then it arrives once.
    /// </summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>The message, which all envelopes of one message share.</summary>
    public required Guid MessageId { get; init; }

    /// <summary>The sender; its partner must be the one that signs.</summary>
    public required UserAddress From { get; init; }

    /// <summary>The recipient.</summary>
    public required UserAddress To { get; init; }

    /// <summary>How it travels.</summary>
    public DeliveryClass Class { get; init; }

    /// <summary>
    /// For how long the relay tries to deliver it, in seconds: 1 to 2,592,000 (30 days), in <see cref="DeliveryClass.Urgent"/> at most 60.
    /// Left out, a week; in <see cref="DeliveryClass.Urgent"/> 60.
    /// </summary>
    public int TimeToLiveSeconds
    {
        get => _timeToLiveSeconds ?? (Class == DeliveryClass.Urgent ? UrgentTimeToLiveSeconds : UsualTimeToLiveSeconds);
        init => _timeToLiveSeconds = value;
    }

    /// <summary>The ciphertexts, 1 to 20.</summary>
    public required IReadOnlyList<DeviceCiphertext> Ciphertexts { get; init; }
}
