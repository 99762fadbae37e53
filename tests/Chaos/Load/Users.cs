using System.Globalization;
using Relay.Client.Accounts;
using Relay.Client.Envelopes;

namespace Relay.Chaos.Load;

/// <summary>The users of a run, spread over the partners in turn, each with a few contacts at other partners.</summary>
internal sealed class Users
{
    private const int ContactsEach = 5;

    // One in so many has several devices: what is sent to these can be too large for the queue.
    private const int SeveralDevicesEvery = 10;
    private const string Prefix = "user-";

    private readonly UserAddress[] _users;
    private readonly UserAddress[][] _contacts;

    public Users(IReadOnlyList<string> partners, int count, Random random)
    {
        _users = [.. Enumerable.Range(0, count).Select(number => new UserAddress(partners[number % partners.Count], $"{Prefix}{number}"))];
        _contacts = [.. _users.Select(user =>
        {
            var others = _users.Where(other => other.Partner != user.Partner).ToArray();
            return random.GetItems(others, ContactsEach);
        })];
    }

    /// <summary>How many devices a user has.</summary>
    public static int DevicesOf(UserAddress user) =>
        int.Parse(user.User.AsSpan(Prefix.Length), CultureInfo.InvariantCulture) % SeveralDevicesEvery == 0 ? ContentPool.SeveralDevices : 1;

    /// <summary>The record that opts a user in for everybody.</summary>
    public static UserRecord Record(UserAddress user) => new()
    {
        OptedIn = true,
        Partners = [UserRecord.AllPartners],
        Devices = [.. Enumerable.Range(1, DevicesOf(user)).Select(device => new UserDevice(device, ContentPool.RegistrationId))],
    };

    /// <summary>All of them.</summary>
    public IReadOnlyList<UserAddress> All => _users;

    /// <summary>The users of a partner that one of its senders serves, by number.</summary>
    public int[] Of(string partner, int sender, int senders) =>
        [.. Enumerable.Range(0, _users.Length).Where(number => _users[number].Partner == partner).Where((_, i) => i % senders == sender)];

    /// <summary>The user of that number, and one of its contacts.</summary>
    public (UserAddress From, UserAddress To) Conversation(int number, Random random) =>
        (_users[number], _contacts[number][random.Next(ContactsEach)]);
}
