using System.Security.Cryptography;
using Relay.Functions.Queue;
using Relay.Signatures.Custody;

namespace Relay.Functions.Groups;

/// <summary>What all envelopes of a group message have in common.</summary>
internal sealed class GroupContent
{
    private GroupContent(byte type, ReadOnlyMemory<byte> shared, bool isWhole)
    {
        Type = type;
        Shared = new PackedShared(SHA256.HashData(shared.Span), shared);
        if (!isWhole)
            return;

        using var digest = new CiphertextsDigest(0, Shared.Digest.Span);
        CiphertextsDigest = digest.Finish();
    }

    /// <summary>The type of its ciphertexts.</summary>
    public byte Type { get; }

    /// <summary>What stands once in a packed message.</summary>
    public PackedShared Shared { get; }

    /// <summary>
    /// The digest that receipts know, where every device gets the whole and the relay chooses the devices: it is over the message alone,
    /// because that is all that was sent. Null where the sender named the devices: then each recipient has a digest of its own.
    /// </summary>
    public byte[]? CiphertextsDigest { get; }

    /// <summary>A message of which each device has a part of its own besides.</summary>
    /// <param name="type">The type.</param>
    /// <param name="shared">What all have; must stay unchanged while the envelopes are packed.</param>
    public static GroupContent WithOwnParts(byte type, ReadOnlyMemory<byte> shared) => new(type, shared, isWhole: false);

    /// <summary>A message that every device of every recipient gets as it is.</summary>
    /// <param name="type">The type.</param>
    /// <param name="message">The message; must stay unchanged while the envelopes are packed.</param>
    public static GroupContent Whole(byte type, ReadOnlyMemory<byte> message) => new(type, message, isWhole: true);
}

/// <summary>What one envelope of a group message has besides what every envelope has.</summary>
/// <param name="content">What it has in common with the others.</param>
/// <param name="serviceId">The account's service id that the message names for the recipient; null where it names none.</param>
internal sealed class GroupDraft(GroupContent content, Guid? serviceId)
{
    /// <summary>What it has in common with the others.</summary>
    public GroupContent Content { get; } = content;

    /// <summary>The account's service id that the message names for the recipient; null where it names none.</summary>
    public Guid? ServiceId { get; } = serviceId;
}
