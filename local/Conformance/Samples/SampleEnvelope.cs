using Relay.Functions.Queue;

namespace Relay.Local.Conformance.Samples;

/// <summary>One envelope of a sample; the same bytes each time that it is written.</summary>
/// <param name="user">The recipient.</param>
/// <param name="length">Bytes of each ciphertext.</param>
/// <param name="shared">What its ciphertexts have in common with those of others; null when nothing.</param>
internal sealed class SampleEnvelope(TestUser user, int length = SampleEnvelope.UsualLength, PackedShared? shared = null)
{
    private const int UsualLength = 400;
    private const int TimeToLiveSeconds = 3600;

    private readonly Guid _messageId = Guid.CreateVersion7();
    private readonly IReadOnlyList<PackedCiphertext> _ciphertexts = [.. user.Devices.Select(device => Ciphertext(device, length, shared))];

    /// <summary>The envelope.</summary>
    public Guid Id { get; } = Guid.CreateVersion7();

    /// <summary>The recipient.</summary>
    public string To => user.User;

    /// <summary>As the relay's queue carries it.</summary>
    public PackedEnvelope Pack(TestUsers users) =>
        new(Id, _messageId, users.From, To, TimeSpan.FromSeconds(TimeToLiveSeconds), _ciphertexts) { Shared = shared };

    private static PackedCiphertext Ciphertext(TestDevice device, int length, PackedShared? shared) => shared is null
        ? new PackedCiphertext(device.Device, device.RegistrationId, SampleContent.Ratchet, SampleContent.RatchetMessage(length))
        : new PackedCiphertext(device.Device, device.RegistrationId, SampleContent.Sealed, SampleContent.SealedOwn(), shared.Bytes);
}
