using System.Buffers.Binary;

namespace Relay.Signatures.Groups;

/// <summary>
/// A sealed message for many recipients as it is sent (libsignal, "sealed sender v2", sent message): for each recipient its devices
/// and 48 bytes of its own, and then one ciphertext for all of them.
/// <code>
/// version | varint count | count × recipient | e_pub 32 | ciphertext
/// recipient   id | devices | C 32 | AT 16          id: 16 bytes of UUID (0x22), or a type byte and they (0x23)
///             id | 0x00                            left out
/// devices     device 1 | registration id, big-endian 2 (bit 15: more follow, bit 14: 0)
/// </code>
/// What one device of a recipient receives is <c>0x22 ‖ C ‖ AT ‖ e_pub ‖ ciphertext</c>, whatever the version. Read in one pass, over the
/// message's own bytes; a recipient takes less memory than it takes bytes. Stricter than libsignal where that reads leniently: unused
/// bits are 0, numbers have their shortest form, nobody has a device twice.
/// </summary>
public sealed class SealedMultiRecipient
{
    /// <summary>The version byte of what a device receives, and of a sent message with UUIDs.</summary>
    public const byte ReceivedVersion = 0x22;

    /// <summary>The length of what is a recipient's own in a sent message: C and AT.</summary>
    public const int OwnLength = 32 + 16;

    private const byte ServiceIdVersion = 0x23;
    private const int UuidLength = 16;
    private const int DeviceLength = 1 + sizeof(ushort);
    private const int LeastShared = 32 + 16;
    private const int MostDevice = 127;
    private const ushort MoreFollow = 0x8000;
    private const ushort MostRegistrationId = 0x3FFF;
    private const int LeastRecipient = UuidLength + DeviceLength + OwnLength;

    private readonly SealedRecipient[] _recipients;
    private readonly int _count;

    private SealedMultiRecipient(SealedRecipient[] recipients, int count, ReadOnlyMemory<byte> shared)
    {
        _recipients = recipients;
        _count = count;
        Shared = shared;
    }

    /// <summary>The recipients in the order of the message, but for those that it leaves out.</summary>
    public ReadOnlySpan<SealedRecipient> Recipients => _recipients.AsSpan(0, _count);

    /// <summary>What all receive: e_pub and the ciphertext.</summary>
    public ReadOnlyMemory<byte> Shared { get; }

    /// <summary>Reads a message; null where it breaks a rule.</summary>
    /// <param name="message">The message; must stay unchanged while the result is used.</param>
    /// <param name="most">The most recipients, but for those that are left out.</param>
    /// <param name="fault">The rule that it breaks.</param>
    public static SealedMultiRecipient? Parse(ReadOnlyMemory<byte> message, int most, out string? fault)
    {
        var bytes = message.Span;
        if (bytes.IsEmpty || bytes[0] is not (ReceivedVersion or ServiceIdVersion))
            return Fault("a sealed message for several recipients, version 0x22 or 0x23", out fault);

        var idLength = bytes[0] == ServiceIdVersion ? 1 + UuidLength : UuidLength;
        var at = 1;
        if (!Varint(bytes, ref at, out var listed) || listed == 0 || listed > (uint)(bytes.Length - at) / (uint)(idLength + 1))
            return Fault("a count of recipients that the message has room for", out fault);

        var recipients = new SealedRecipient[(int)Math.Min(listed, Math.Min((uint)most, (uint)(bytes.Length - at) / LeastRecipient))];
        var count = 0;
        for (var i = 0u; i < listed; i++)
        {
            if (bytes.Length - at <= idLength)
                return Fault("whole recipients, as many as the count says", out fault);

            var isAccount = true;
            if (idLength > UuidLength)
            {
                if (bytes[at] > 1)
                    return Fault("service ids of type 0 or 1", out fault);
                isAccount = bytes[at++] == 0;
            }

            var id = new Guid(bytes.Slice(at, UuidLength), bigEndian: true);
            at += UuidLength;
            if (bytes[at] == 0)
            {
                at++;
                continue;
            }

            var devicesAt = at;
            if (!Devices(bytes, ref at, out fault))
                return null;
            if (count == recipients.Length)
                return Fault(count == most ? "recipients up to the limit" : "whole recipients, as many as the count says", out fault);
            recipients[count++] = new SealedRecipient(id, isAccount, message[devicesAt..at], message.Slice(at, OwnLength));
            at += OwnLength;
        }

        // A tag and at least one byte of ciphertext stand behind the key.
        if (bytes.Length - at <= LeastShared)
            return Fault("an ephemeral key and a ciphertext after the recipients", out fault);

        fault = null;
        return new SealedMultiRecipient(recipients, count, message[at..]);
    }

    private static bool Devices(ReadOnlySpan<byte> bytes, ref int at, out string? fault)
    {
        UInt128 seen = 0;
        for (var more = true; more; at += DeviceLength)
        {
            // What follows the devices is known to be needed, so that nothing is cut.
            if (bytes.Length - at < DeviceLength + OwnLength)
                return Cut(out fault);

            var device = bytes[at];
            var registration = BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 1)..]);
            more = (registration & MoreFollow) != 0;
            registration = (ushort)(registration & ~MoreFollow);
            fault = device is 0 or > MostDevice ? "device ids from 1 to 127"
                : registration is 0 or > MostRegistrationId ? "registration ids from 1 to 16383"
                : (seen & (UInt128.One << device)) != 0 ? "each device of a recipient once"
                : null;
            if (fault is not null)
                return false;
            seen |= UInt128.One << device;
        }

        fault = null;
        return true;
    }

    // 7 bits a byte, lowest first; at most five bytes, and none that only adds zeros.
    private static bool Varint(ReadOnlySpan<byte> bytes, ref int at, out uint value)
    {
        const int MostBits = 35;
        ulong sum = 0;
        for (var shift = 0; shift < MostBits && at < bytes.Length; shift += 7)
        {
            var part = bytes[at++];
            sum |= (ulong)(part & 0x7F) << shift;
            if ((part & 0x80) != 0)
                continue;

            value = (uint)sum;
            return sum <= uint.MaxValue && (part != 0 || shift == 0);
        }

        value = 0;
        return false;
    }

    private static bool Cut(out string? fault)
    {
        fault = "whole recipients, as many as the count says";
        return false;
    }

    private static SealedMultiRecipient? Fault(string rule, out string? fault)
    {
        fault = rule;
        return null;
    }
}
