using System.Buffers.Binary;

namespace Relay.Signatures.Groups;

/// <summary>One recipient of a <see cref="SealedMultiRecipient"/>.</summary>
/// <param name="serviceId">The UUID of its service id.</param>
/// <param name="isAccount">Whether the service id is an account's (ACI), and not that of a number (PNI).</param>
/// <param name="devices">Its devices as they stand in the message.</param>
/// <param name="own">C and AT as they stand in the message.</param>
public readonly struct SealedRecipient(Guid serviceId, bool isAccount, ReadOnlyMemory<byte> devices, ReadOnlyMemory<byte> own)
{
    private const int DeviceLength = 1 + sizeof(ushort);
    private const ushort RegistrationBits = 0x3FFF;

    private readonly ReadOnlyMemory<byte> _devices = devices;

    /// <summary>The UUID of its service id.</summary>
    public Guid ServiceId { get; } = serviceId;

    /// <summary>Whether the service id is an account's (ACI), and not that of a number (PNI).</summary>
    public bool IsAccount { get; } = isAccount;

    /// <summary>What is its own of the ciphertext: C and AT, 48 bytes.</summary>
    public ReadOnlyMemory<byte> Own { get; } = own;

    /// <summary>How many devices it has in the message, at least 1.</summary>
    public int Devices => _devices.Length / DeviceLength;

    /// <summary>A device and its registration id, by its place.</summary>
    public (byte Device, ushort RegistrationId) Device(int index)
    {
        var bytes = _devices.Span.Slice(index * DeviceLength, DeviceLength);
        return (bytes[0], (ushort)(BinaryPrimitives.ReadUInt16BigEndian(bytes[1..]) & RegistrationBits));
    }
}
