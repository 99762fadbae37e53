using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;
using Relay.Client.Envelopes;
using Relay.Client.Groups;
using Relay.Local.Stack;

namespace Relay.Road.Tests.Fixtures;

/// <summary>
/// A message for several users in the shape of libsignal's sealed messages for several recipients: random bytes where that encrypts.
/// tests/Functions/Groups has libsignal's own.
/// </summary>
internal sealed class SealedGroup
{
    private const int OwnLength = 48;
    private const byte ByUuid = 0x22;

    private readonly LocalStack _stack;
    private readonly List<(UserAddress User, byte[] Own, byte[] Bytes)> _members = [];

    public SealedGroup(LocalStack stack, int length = 300)
    {
        _stack = stack;
        Shared = RandomNumberGenerator.GetBytes(length);
        Shared[0] = 0xFF; // no text begins so
    }

    /// <summary>What all receive.</summary>
    public byte[] Shared { get; }

    /// <summary>The recipients.</summary>
    public IReadOnlyList<UserAddress> Users => [.. _members.Select(member => member.User)];

    /// <summary>Adds a user with the service id that its partner is told, and with these devices; 1 with registration id 4711 when none is named.</summary>
    public async Task AddAsync(TestPartner partner, string user, params (int Device, int RegistrationId)[] devices)
    {
        var (status, body) = await partner.CallAsync(_stack, HttpMethod.Get, "/v1/users/" + user);
        using var json = JsonDocument.Parse(body);
        Add(partner.Name, user, status == 200 ? json.RootElement.GetProperty("serviceId").GetGuid() : Guid.NewGuid(), devices);
    }

    /// <summary>Adds somebody with this service id.</summary>
    public void Add(string partner, string user, Guid serviceId, params (int Device, int RegistrationId)[] devices)
    {
        if (devices.Length == 0)
            devices = [(1, 4711)];
        var own = RandomNumberGenerator.GetBytes(OwnLength);
        var bytes = new List<byte>(serviceId.ToByteArray(bigEndian: true));
        for (var i = 0; i < devices.Length; i++)
        {
            var registration = new byte[2];
            BinaryPrimitives.WriteUInt16BigEndian(registration, (ushort)(devices[i].RegistrationId | (i < devices.Length - 1 ? 0x8000 : 0)));
            bytes.AddRange([(byte)devices[i].Device, .. registration]);
        }

        _members.Add((new UserAddress(partner, user), own, [.. bytes, .. own]));
    }

    /// <summary>The message to all of them.</summary>
    public OutgoingGroupMessage From(TestPartner sender, string user, int seconds = 3600) => new()
    {
        MessageId = Guid.CreateVersion7(),
        From = new UserAddress(sender.Name, user),
        TimeToLiveSeconds = seconds,
        Recipients = Users,
        Message = (byte[])[ByUuid, .. Count(_members.Count), .. _members.SelectMany(member => member.Bytes), .. Shared],
    };

    /// <summary>What each device of a user is to receive.</summary>
    public byte[] ReceivedBy(UserAddress user) => [ByUuid, .. _members.Single(member => member.User == user).Own, .. Shared];

    private static byte[] Count(int count) => count < 128 ? [(byte)count] : [(byte)(count | 0x80), (byte)(count >> 7)];
}
