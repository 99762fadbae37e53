using Relay.Functions.Groups;
using Relay.Functions.Queue;

namespace Relay.Functions.Accept;

/// <summary>An envelope as it was read from a request, its contents still base64 in the request's body.</summary>
internal sealed class EnvelopeDraft
{
    public Guid Id { get; set; }

    public Guid MessageId { get; set; }

    public string? FromPartner { get; set; }

    public string? FromUser { get; set; }

    public string? ToPartner { get; set; }

    public string? ToUser { get; set; }

    public EnvelopeClass Class { get; set; }

    public int TimeToLiveSeconds { get; set; }

    /// <summary>The time to live as the request has it; 0 where it was left out.</summary>
    public int StatedTimeToLiveSeconds { get; set; }

    public List<CiphertextDraft> Ciphertexts { get; } = new(1);

    /// <summary>What it has as one of the envelopes of a group message; null for an envelope of its own.</summary>
    public GroupDraft? Group { get; init; }

    /// <summary>Bytes of all contents after decoding, without what is shared.</summary>
    public int ContentBytes
    {
        get
        {
            var bytes = 0;
            foreach (var ciphertext in Ciphertexts)
                bytes += ciphertext.Length;
            return bytes;
        }
    }

    /// <summary>Whether a floor of one of the two partners asks for sessions with post-quantum keys; set when the two are known.</summary>
    public bool NeedsPostQuantum { get; set; }

    /// <summary>Chooses the lane in place of the recipient's own hash; null for a message that belongs to no room.</summary>
    public uint? RoomHash { get; set; }

    /// <summary>The SHA-256 of the ciphertexts as receipts define it; empty until they are decoded.</summary>
    public byte[] CiphertextsDigest { get; set; } = [];
}

/// <summary>A ciphertext as it was read from a request.</summary>
/// <param name="Device">1 to 127.</param>
/// <param name="RegistrationId">1 to 0x3FFF.</param>
/// <param name="Type">Signal-Server's Envelope.Type, or 16 and RFC 9420's wire format.</param>
/// <param name="Content">Base64 text in the request's body (a copy where JSON had escaped it); of a group message the bytes themselves.</param>
/// <param name="Length">Bytes after decoding.</param>
internal readonly record struct CiphertextDraft(byte Device, ushort RegistrationId, byte Type, ReadOnlyMemory<byte> Content, int Length);
