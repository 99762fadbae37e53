using System.Buffers.Binary;
using System.Runtime.Intrinsics;
using Relay.Signatures.Custody;
using Words = System.Runtime.Intrinsics.Vector256<uint>;

namespace Relay.Functions.Custody;

/// <summary>
/// The leaves of a receipt, eight at a time: what <see cref="CustodyHash"/> defines, computed with <see cref="Sha256Lanes"/>.
/// </summary>
internal ref struct ReceiptLeaves
{
    private const int IdWords = 4;
    private const int HashWords = Sha256Lanes.StateWords;
    private const int BlockBytes = 64;
    private const uint EndMark = 0x80000000;
    private const byte InnerPad = 0x36;
    private const byte OuterPad = 0x5C;

    private readonly ReadOnlySpan<ReceiptedEnvelope> _envelopes;
    private readonly Span<byte> _leaves;
    private readonly Words[] _inner = new Words[HashWords];
    private readonly Words[] _outer = new Words[HashWords];

    private ReceiptLeaves(ReadOnlySpan<byte> salt, ReadOnlySpan<ReceiptedEnvelope> envelopes, Span<byte> leaves)
    {
        _envelopes = envelopes;
        _leaves = leaves;
        // The two states of HMAC (RFC 2104) after the key are the same for every leaf.
        Key(salt, InnerPad, _inner);
        Key(salt, OuterPad, _outer);
    }

    /// <summary>Writes the leaves, 32 bytes each, in the order of the envelopes.</summary>
    public static void Write(ReadOnlySpan<byte> salt, ReadOnlySpan<ReceiptedEnvelope> envelopes, Span<byte> leaves)
    {
        var all = new ReceiptLeaves(salt, envelopes, leaves);
        for (var first = 0; first < envelopes.Length; first += Sha256Lanes.Lanes)
            all.WriteEight(first);
    }

    private readonly void WriteEight(int first)
    {
        Span<Words> id = stackalloc Words[IdWords];
        Span<Words> content = stackalloc Words[HashWords];
        Content(first, id, content);
        Span<Words> salt = stackalloc Words[HashWords];
        Salt(id, salt);

        // 0x00 ‖ salt 32 ‖ id 16 ‖ content 32
        Span<Words> words = stackalloc Words[HashWords + IdWords + HashWords];
        salt.CopyTo(words);
        id.CopyTo(words[HashWords..]);
        content.CopyTo(words[(HashWords + IdWords)..]);
        Span<Words> leaf = stackalloc Words[HashWords];
        MarkedHash.Compute(MarkedHash.Leaf, words, leaf);

        var each = Sha256Lanes.Each(leaf);
        for (var lane = 0; lane < Sha256Lanes.Lanes && first + lane < _envelopes.Length; lane++)
        {
            var destination = _leaves.Slice((first + lane) * CustodyHash.Length, CustodyHash.Length);
            for (var word = 0; word < HashWords; word++)
                BinaryPrimitives.WriteUInt32BigEndian(destination[(word * sizeof(uint))..], each[(word * Sha256Lanes.Lanes) + lane]);
        }
    }

    // messageId 16 ‖ time to live 4 ‖ class 1 ‖ ciphertexts 32
    private readonly void Content(int first, Span<Words> id, Span<Words> content)
    {
        const int Bytes = 16 + 4 + 1 + 32;
        Span<Words> block = stackalloc Words[Sha256Lanes.BlockWords];
        Span<Words> ciphertexts = stackalloc Words[HashWords];
        Span<Words> deliveryClass = stackalloc Words[1];
        Span<byte> bytes = stackalloc byte[16];
        for (var lane = 0; lane < Sha256Lanes.Lanes; lane++)
        {
            // Lanes past the end repeat the last envelope and are not written.
            var envelope = _envelopes[Math.Min(first + lane, _envelopes.Length - 1)];
            envelope.Id.TryWriteBytes(bytes, bigEndian: true, out _);
            Fill(id, lane, bytes);
            envelope.MessageId.TryWriteBytes(bytes, bigEndian: true, out _);
            Fill(block, lane, bytes);
            Sha256Lanes.Each(block)[(IdWords * Sha256Lanes.Lanes) + lane] = BinaryPrimitives.ReverseEndianness((uint)envelope.TimeToLiveSeconds);
            Sha256Lanes.Each(deliveryClass)[lane] = envelope.Class;
            Fill(ciphertexts, lane, envelope.Ciphertexts);
        }

        const int Start = IdWords + 1;
        MarkedHash.Shift(deliveryClass[0] << 24, ciphertexts, block[Start..]);
        Sha256Lanes.Close(block, Start + HashWords + 1, Bytes);
        Sha256Lanes.Start(content);
        Sha256Lanes.Compress(content, block);
    }

    private readonly void Salt(ReadOnlySpan<Words> id, Span<Words> salt)
    {
        Span<Words> block = stackalloc Words[Sha256Lanes.BlockWords];
        Span<Words> inner = stackalloc Words[HashWords];
        id.CopyTo(block);
        block[IdWords] = Vector256.Create(EndMark);
        Sha256Lanes.Close(block, IdWords + 1, BlockBytes + (IdWords * sizeof(uint)));
        _inner.CopyTo(inner);
        Sha256Lanes.Compress(inner, block);

        inner.CopyTo(block);
        block[HashWords] = Vector256.Create(EndMark);
        Sha256Lanes.Close(block, HashWords + 1, BlockBytes + CustodyHash.Length);
        _outer.CopyTo(salt);
        Sha256Lanes.Compress(salt, block);
    }

    private static void Key(ReadOnlySpan<byte> salt, byte pad, Span<Words> state)
    {
        Span<byte> key = stackalloc byte[BlockBytes];
        key.Fill(pad);
        for (var i = 0; i < salt.Length; i++)
            key[i] ^= salt[i];

        Span<Words> block = stackalloc Words[Sha256Lanes.BlockWords];
        for (var word = 0; word < Sha256Lanes.BlockWords; word++)
            block[word] = Vector256.Create(BinaryPrimitives.ReadUInt32BigEndian(key[(word * sizeof(uint))..]));
        Sha256Lanes.Start(state);
        Sha256Lanes.Compress(state, block);
    }

    private static void Fill(Span<Words> words, int lane, ReadOnlySpan<byte> bytes)
    {
        var each = Sha256Lanes.Each(words);
        for (var word = 0; word < bytes.Length / sizeof(uint); word++)
            each[(word * Sha256Lanes.Lanes) + lane] = BinaryPrimitives.ReadUInt32BigEndian(bytes[(word * sizeof(uint))..]);
    }
}
