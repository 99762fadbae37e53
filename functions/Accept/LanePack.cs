using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Relay.Functions.Accept.Mls;
using Relay.Functions.Accept.Protocols;
using Relay.Functions.Agreements;
using Relay.Functions.Groups;
using Relay.Functions.Queue;

namespace Relay.Functions.Accept;

/// <summary>The envelopes of one request that go to one lane in one queue message.</summary>
internal sealed class LanePack : IDisposable
{
    /// <summary>The most envelopes of one queue message: their ends stand in one row of the ledger, which has room for 64 KiB.</summary>
    public const int MostMembers = 512;

    private const int DigestLength = SHA256.HashSizeInBytes;

    // The batch's id is base64url of a SHA-256; the head is written with a stand-in of that length first.
    private static readonly string NoBatch = new('-', Base64Url.GetEncodedLength(DigestLength));

    private readonly PackedHead _head;
    private readonly PackedWriter _writer;

    // What the message id is a digest of. Contents stand in it by their digests, so that each is hashed once, for message id and receipt.
    private readonly PackedWriter _identity = new(8 * 1024);
    private int _identityStart;
    private readonly long _seed;

    public LanePack(Lane lane, string sender, DateTimeOffset acceptedAt)
    {
        _head = new PackedHead(PackedKind.Envelopes, lane, sender, acceptedAt, NoBatch, 0);
        _writer = new PackedWriter(16 * 1024);
        _writer.WriteHead(_head);
        // Names hold no bar, so that no two addresses read the same.
        _identity.Append(Encoding.UTF8.GetBytes($"{lane.Class}|{lane.SessionId}|{sender}|"));
        // An envelope's bytes name neither the recipient's partner nor the class: for another of them they are another content.
        _seed = HashCode.Combine(lane.Partner, lane.Class);
    }

    /// <summary>The request's envelopes in this pack, by their place in the request.</summary>
    public List<(int Index, Guid Id, ulong Fingerprint)> Members { get; } = [];

    public Lane Lane => _head.Lane;

    /// <summary>Set when the queue has acknowledged the pack.</summary>
    public bool IsQueued { get; set; }

    public int Length => _writer.Length;

    /// <summary>Bytes that an envelope would add.</summary>
    public static int LengthOf(EnvelopeDraft draft, LanePack? pack)
    {
        var length = PackedWriter.EnvelopeLength(draft.FromUser!, draft.ToUser!, draft.Ciphertexts.Count, draft.ContentBytes);
        if (draft.Group is not { } group)
            return length;

        var shared = group.Content.Shared;
        return length + PackedShared.DigestLength + (pack?._writer.HasShared(shared.Digest.Span) == true ? 0 : PackedWriter.SharedLength(shared.Bytes.Length));
    }

    /// <summary>Encodes an envelope at the end; null, or the rule that one of its contents breaks.</summary>
    /// <param name="draft">The envelope.</param>
    /// <param name="fingerprint">Tells its content from others within this process. Not cryptographic: a partner could only deceive itself.</param>
    /// <param name="start">To be given to <see cref="Drop"/>.</param>
    public ContentFault? Encode(EnvelopeDraft draft, out ulong fingerprint, out int start)
    {
        fingerprint = 0;
        _identityStart = _identity.Length;
        if (draft.Group is { } group)
        {
            start = _writer.Length;
            EncodeShared(draft, group.Content);
            fingerprint = ContentHash.Of(_identity.Written.Span[_identityStart..], _seed);
            return null;
        }

        start = _writer.BeginEnvelope(draft.Id, draft.MessageId, draft.FromUser!, draft.ToUser!, draft.TimeToLiveSeconds, draft.Ciphertexts.Count);
        var ciphertextsStart = _writer.Length - sizeof(byte);
        for (var i = 0; i < draft.Ciphertexts.Count; i++)
        {
            var ciphertext = draft.Ciphertexts[i];
            var room = _writer.Ciphertext(ciphertext.Device, ciphertext.RegistrationId, ciphertext.Type, ciphertext.Length);
            if (System.Buffers.Text.Base64.DecodeFromUtf8(ciphertext.Content.Span, room, out _, out var written) != System.Buffers.OperationStatus.Done
                || written != ciphertext.Length)
            {
                return new ContentFault(i, "base64 with padding");
            }

            if (ProtocolShapes.Check(ciphertext.Type, room) is { } rule)
                return new ContentFault(i, rule);
            if (MlsShape.TryReadHeader(ciphertext.Type, room, out var header) && header.ContentType == MlsContentType.Commit)
                return new ContentFault(i, MlsShape.CommitRule);
            if (draft.NeedsPostQuantum && !SignalShape.CanBePostQuantum(ciphertext.Type, room))
                return new ContentFault(i, PairFloors.PostQuantumRule, IsBelowFloor: true);
        }

        _writer.EndEnvelope(start);
        Identify(draft, start, ciphertextsStart);
        fingerprint = ContentHash.Of(_identity.Written.Span[_identityStart..], _seed);
        return null;
    }

    /// <summary>Takes back what <see cref="Encode"/> wrote last.</summary>
    public void Drop(int start)
    {
        _writer.Truncate(start);
        _identity.Truncate(_identityStart);
    }

    /// <summary>Keeps what <see cref="Encode"/> wrote.</summary>
    public void Keep(int index, Guid id, ulong fingerprint) => Members.Add((index, id, fingerprint));

    /// <summary>Ends the pack: its message id (and batch id), the same for the same envelopes, and its bytes.</summary>
    public (string MessageId, ReadOnlyMemory<byte> Body) Seal()
    {
        var messageId = Base64Url.EncodeToString(SHA256.HashData(_identity.Written.Span));
        _writer.RewriteHead(_head with { Batch = messageId });
        return (messageId, _writer.Written);
    }

    /// <summary>The message that stands for this pack when its bytes lie in Blob storage.</summary>
    public ReadOnlyMemory<byte> ClaimCheck(string messageId, string blobName)
    {
        using var check = new PackedWriter(512);
        check.WriteHead(_head with { Kind = PackedKind.Claim, Batch = messageId, Shares = _writer.Shares });
        check.Append(Encoding.UTF8.GetBytes(blobName));
        return check.Written.ToArray();
    }

    public void Dispose()
    {
        _writer.Dispose();
        _identity.Dispose();
    }

    // Its contents were checked with the message as a whole.
    private void EncodeShared(EnvelopeDraft draft, GroupContent content)
    {
        _writer.Share(content.Shared);
        var start = _writer.BeginEnvelope(
            draft.Id, draft.MessageId, draft.FromUser!, draft.ToUser!, draft.TimeToLiveSeconds, draft.Ciphertexts.Count, content.Shared);
        var ciphertextsStart = _writer.Length - PackedShared.DigestLength - sizeof(byte);
        foreach (var ciphertext in draft.Ciphertexts)
            ciphertext.Content.Span.CopyTo(_writer.Ciphertext(ciphertext.Device, ciphertext.RegistrationId, ciphertext.Type, ciphertext.Length));
        _writer.EndEnvelope(start);

        // Where the relay itself chose the devices, the sender did not send them: a device that came since makes no other content.
        draft.CiphertextsDigest = content.CiphertextsDigest ?? SHA256.HashData(_writer.Written.Span[ciphertextsStart..]);
        _identity.Append(_writer.Written.Span[(start + sizeof(int))..ciphertextsStart]);
        _identity.Append(draft.CiphertextsDigest);
    }

    // The packed form of ciphertexts is the one that receipts define: a change of it must not change this digest.
    private void Identify(EnvelopeDraft draft, int start, int ciphertextsStart)
    {
        var packed = _writer.Written.Span;
        draft.CiphertextsDigest = SHA256.HashData(packed[ciphertextsStart..]);
        _identity.Append(packed[start..ciphertextsStart]);
        _identity.Append(draft.CiphertextsDigest);
    }
}

/// <summary>A content that is not what its envelope says.</summary>
/// <param name="Ciphertext">Its place in the envelope.</param>
/// <param name="Rule">The rule that it breaks.</param>
/// <param name="IsBelowFloor">Whether it is a good ciphertext, but below what the pair of partners asks for.</param>
internal readonly record struct ContentFault(int Ciphertext, string Rule, bool IsBelowFloor = false);
