using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Relay.Functions.Hosting;

namespace Relay.Functions.People;

/// <summary>
/// The keyed hashes under which people are stored, and the seal over addresses that must be read again. Every purpose has a key
/// of its own, derived from <see cref="RelayOptions.AddressKey"/> (HKDF-SHA-256), which is in no table.
/// </summary>
public sealed class AddressKeys
{
    private const int KeyLength = 32;
    private const int NonceLength = 12;
    private const int TagLength = 16;
    private const int StackBytes = 1024;

    private readonly byte[] _address;
    private readonly byte[] _relation;
    private readonly byte[] _seal;

    /// <summary>Derives the keys.</summary>
    public AddressKeys(IOptions<RelayOptions> options)
    {
        _address = options.Value.AddressKeyBytes();
        _relation = Derive("relation");
        _seal = Derive("seal");
    }

    /// <summary>A key for one purpose; the same as long as the relay's address key is.</summary>
    public byte[] Derive(string purpose) => HKDF.DeriveKey(HashAlgorithmName.SHA256, _address, KeyLength, info: Encoding.UTF8.GetBytes("relay " + purpose));

    /// <summary>The name of a user's row, 64 hexadecimal digits.</summary>
    public string RowKeyOf(string partner, string user)
    {
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        Mac(_address, [partner, user], mac);
        return Convert.ToHexString(mac);
    }

    /// <summary>The hash that chooses a user's lane, of any user, known or not: the first 32 bits of the row's name.</summary>
    public uint LaneHashOf(string partner, string user) => LaneHashOf(RowKeyOf(partner, user));

    /// <summary>The same of a row's name.</summary>
    public static uint LaneHashOf(string rowKey) => uint.Parse(rowKey.AsSpan(0, 8), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    /// <summary>Names what an owner says about another user. Two owners' relations to the same user have nothing in common.</summary>
    public UInt128 Relation(Address owner, Address other)
    {
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        Mac(_relation, [owner.Partner, owner.User, other.Partner, other.User], mac);
        return BinaryPrimitives.ReadUInt128BigEndian(mac);
    }

    /// <summary>Names what an owner says about a whole network.</summary>
    public UInt128 Relation(Address owner, string network) => Relation(owner, new Address(network, ""));

    /// <summary>Seals bytes (AES-256-GCM) for the row of their owner: in another row they do not open.</summary>
    public byte[] Seal(ReadOnlySpan<byte> content, string rowKey)
    {
        var sealedBytes = new byte[NonceLength + content.Length + TagLength];
        RandomNumberGenerator.Fill(sealedBytes.AsSpan(0, NonceLength));
        using var cipher = new AesGcm(_seal, TagLength);
        cipher.Encrypt(
            sealedBytes.AsSpan(0, NonceLength), content, sealedBytes.AsSpan(NonceLength, content.Length), sealedBytes.AsSpan(NonceLength + content.Length), Encoding.UTF8.GetBytes(rowKey));
        return sealedBytes;
    }

    /// <summary>Opens what was sealed for this row.</summary>
    /// <exception cref="CryptographicException">It was sealed for another row or under another key, or is torn.</exception>
    public byte[] Open(ReadOnlySpan<byte> sealedBytes, string rowKey)
    {
        if (sealedBytes.Length < NonceLength + TagLength)
            throw new CryptographicException("The sealed bytes are torn.");
        var content = new byte[sealedBytes.Length - NonceLength - TagLength];
        using var cipher = new AesGcm(_seal, TagLength);
        cipher.Decrypt(sealedBytes[..NonceLength], sealedBytes.Slice(NonceLength, content.Length), sealedBytes[^TagLength..], content, Encoding.UTF8.GetBytes(rowKey));
        return content;
    }

    /// <summary>HMAC-SHA-256 over parts that a zero byte divides; no part contains one.</summary>
    internal static void Mac(ReadOnlySpan<byte> key, ReadOnlySpan<string> parts, Span<byte> mac)
    {
        var length = parts.Length - 1;
        foreach (var part in parts)
            length += Encoding.UTF8.GetByteCount(part);
        var rented = length > StackBytes ? ArrayPool<byte>.Shared.Rent(length) : null;
        var bytes = rented is null ? stackalloc byte[StackBytes] : rented;
        var at = 0;
        for (var i = 0; i < parts.Length; i++)
        {
            if (i > 0)
                bytes[at++] = 0;
            at += Encoding.UTF8.GetBytes(parts[i], bytes[at..]);
        }

        HMACSHA256.HashData(key, bytes[..at], mac);
        if (rented is not null)
            ArrayPool<byte>.Shared.Return(rented);
    }
}
