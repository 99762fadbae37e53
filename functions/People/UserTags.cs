using System.Security.Cryptography;

namespace Relay.Functions.People;

/// <summary>
/// Names users in one store that is not theirs, so that what is theirs there can be found and removed. The tags of two purposes
/// have nothing in common, nor with the names of the users' own rows.
/// </summary>
/// <param name="keys">Where the key comes from.</param>
/// <param name="purpose">The store.</param>
public sealed class UserTags(AddressKeys keys, string purpose)
{
    private const int TagBytes = 16;

    private readonly byte[] _key = keys.Derive("tag " + purpose);

    /// <summary>32 lower-case hexadecimal digits.</summary>
    public string Of(Address user)
    {
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        AddressKeys.Mac(_key, [user.Partner, user.User], mac);
        return Convert.ToHexStringLower(mac[..TagBytes]);
    }
}
