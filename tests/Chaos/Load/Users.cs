using Relay.Client.Accounts;
using Relay.Client.Envelopes;

namespace Relay.Chaos.Load;

/// <summary>The users of a run, spread over the partners in turn, each with a few contacts at other partners.</summary>
internal sealed class Users
{
    private const int ContactsEach = 5;

    /// <summary>The record that opts a user in for everybody.</summary>
    public static readonly UserRecord OptedIn = new() { OptedIn = true, Partners = [UserRecord.AllPartners], Devices = [new UserDevice(1, ContentPool.RegistrationId)] };

    private readonly UserAddress[] _users;
    private readonly UserAddress[][] _contacts;

    public Users(IReadOnlyList<string> partners, int count, Random random)
    {
        _users = [.. Enumerable.Range(0, count).Select(number => new UserAddress(partners[number % partners.Count], $"user-{number}"))];
        _contacts = [.. _users.Select(user =>
        {
            var others = _users.Where(other => other.Partner != user.Partner).ToArray();
            return random.GetItems(others, ContactsEach);
        })];
    }

    /// <summary>All of them.</summary>
    public IReadOnlyList<UserAddress> All => _users;

    /// <summary>The users of a partner that one of its senders serves, by number.</summary>
    public int[] Of(string partner, int sender, int senders) =>
        [.. Enumerable.Range(0, _users.Length).Where(number => _users[number].Partner == partner).Where((_, i) => i % senders == sender)];

    /// <summary>The user of that number, and one of its contacts.</summary>
    public (UserAddress From, UserAddress To) Conversation(int number, Random random) =>
        (_users[number], _contacts[number][random.Next(ContactsEach)]);
}
