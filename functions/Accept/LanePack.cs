using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Relay.Functions.Queue;

namespace Relay.Functions.Accept;

/// <summary>The envelopes of one request that go to one lane in one queue message.</summary>
internal sealed class LanePack : IDisposable
{
    private const int DigestLength = SHA256.HashSizeInBytes;

    // The batch's id is base64url of a SHA-256; the head is written with a stand-in of that length first.
    private static readonly string NoBatch = new('-', Base64Url.GetEncodedLength(DigestLength));

    private readonly PackedHead _head;
    private readonly PackedWriter _writer;
    private readonly int _headLength;
    private readonly long _seed;

    public LanePack(Lane lane, string sender, DateTimeOffset acceptedAt)
    {
        _head = new PackedHead(PackedKind.Envelopes, lane, sender, acceptedAt, NoBatch, 0);
        _writer = new PackedWriter(16 * 1024);
        _writer.WriteHead(_head);
        _headLength = _writer.Length;
        // An envelope's bytes name neither the recipient's partner nor the class: for another of them they are another content.
        _seed = HashCode.Combine(lane.Partner, lane.Class);
    }

    /// <summary>The request's envelopes in this pack, by their place in the request.</summary>
    public List<(int Index, Guid Id, ulong Fingerprint)> Members { get; } = [];

    public Lane Lane => _head.Lane;

    /// <summary>Set when the queue has acknowledged the pack.</summary>
    public bool IsQueued { get; set; }

    public int Length => _writer.Length;

    /// <summary>Encodes an envelope at the end; null, or the rule that one of its contents breaks.</summary>
    /// <param name="draft">The envelope.</param>
    /// <param name="fingerprint">Tells its content from others within this process. Not cryptographic: a partner could only deceive itself.</param>
    /// <param name="start">To be given to <see cref="Drop"/>.</param>
    public ContentFault? Encode(EnvelopeDraft draft, out ulong fingerprint, out int start)
    {
        fingerprint = 0;
        start = _writer.BeginEnvelope(draft.Id, draft.MessageId, draft.FromUser!, draft.ToUser!, draft.TimeToLiveSeconds, draft.Ciphertexts.Count);
        for (var i = 0; i < draft.Ciphertexts.Count; i++)
        {
            var ciphertext = draft.Ciphertexts[i];
            var room = _writer.Ciphertext(ciphertext.Device, ciphertext.RegistrationId, ciphertext.Type, ciphertext.Length);
            if (System.Buffers.Text.Base64.DecodeFromUtf8(ciphertext.Content.Span, room, out _, out var written) != System.Buffers.OperationStatus.Done
                || written != ciphertext.Length)
            {
                return new ContentFault(i, "base64 with padding");
            }

            if (SignalShape.Check(ciphertext.Type, room) is { } rule)
                return new ContentFault(i, rule);
        }

        fingerprint = ContentHash.Of(_writer.EndEnvelope(start), _seed);
        return null;
    }

    /// <summary>Takes back what <see cref="Encode"/> wrote.</summary>
    public void Drop(int start) => _writer.Truncate(start);

    /// <summary>Keeps what <see cref="Encode"/> wrote.</summary>
    public void Keep(int index, Guid id, ulong fingerprint) => Members.Add((index, id, fingerprint));

    /// <summary>Ends the pack: its message id (and batch id), the same for the same envelopes, and its bytes.</summary>
    public (string MessageId, ReadOnlyMemory<byte> Body) Seal()
    {
        // One hash over all envelopes, then one over it and what their bytes do not say.
        var address = Encoding.UTF8.GetBytes($"{_head.Lane.Class}|{_head.Lane.SessionId}|{_head.Sender}|");
        Span<byte> hashed = stackalloc byte[DigestLength + address.Length];
        SHA256.HashData(_writer.Written.Span[_headLength..], hashed);
        address.CopyTo(hashed[DigestLength..]);
        var messageId = Base64Url.EncodeToString(SHA256.HashData(hashed));
        _writer.RewriteHead(_head with { Batch = messageId });
        return (messageId, _writer.Written);
    }

    /// <summary>The message that stands for this pack when its bytes lie in Blob storage.</summary>
    public ReadOnlyMemory<byte> ClaimCheck(string messageId, string blobName)
    {
        using var check = new PackedWriter(512);
        check.WriteHead(_head with { Kind = PackedKind.Claim, Batch = messageId });
        check.Append(Encoding.UTF8.GetBytes(blobName));
        return check.Written.ToArray();
    }

    public void Dispose() => _writer.Dispose();
}

/// <summary>A content that is not what its envelope says.</summary>
/// <param name="Ciphertext">Its place in the envelope.</param>
/// <param name="Rule">The rule that it breaks.</param>
internal readonly record struct ContentFault(int Ciphertext, string Rule);
