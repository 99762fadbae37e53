using System.Security.Cryptography;
using Relay.Functions.People;

namespace Relay.Functions.Rooms;

/// <summary>Names rooms by a keyed hash of their groups' ids.</summary>
internal sealed class RoomNames(AddressKeys keys)
{
    private readonly byte[] _key = keys.Derive("room");

    /// <summary>The name of a group's row: 64 hexadecimal digits.</summary>
    public string RowOf(ReadOnlySpan<byte> groupId) => Convert.ToHexString(HMACSHA256.HashData(_key, groupId));

    /// <summary>The hash that chooses a room's lane at every partner.</summary>
    public static uint LaneHashOf(string row) => AddressKeys.LaneHashOf(row);
}
