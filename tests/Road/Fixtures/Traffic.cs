using Relay.Client.Envelopes;

namespace Relay.Road.Tests.Fixtures;

/// <summary>What one user writes to several users of a sandbox peer, each time after the answer to the time before.</summary>
internal sealed class Traffic(TestPartner sender, SandboxPeer peer, params string[] users)
{
    private const string From = "ana";

    private readonly List<OutgoingEnvelope> _sent = [];

    public IReadOnlyList<OutgoingEnvelope> Sent => _sent;

    /// <summary>The users, so that tests may leave some out.</summary>
    public IReadOnlyList<string> Users => users;

    public async Task OptInAsync()
    {
        await sender.OptInAsync(From);
        await peer.OptInAsync(users);
    }

    /// <summary>Sends so many, one by one, to the users in turn.</summary>
    public async Task SendAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            var envelope = Next();
            Assert.Equal(SendStatus.Accepted, (await sender.SendAsync(envelope)).Status);
        }
    }

    /// <summary>Sends so many in one request.</summary>
    public async Task SendBatchAsync(int count)
    {
        OutgoingEnvelope[] batch = [.. Enumerable.Range(0, count).Select(_ => Next())];
        Assert.All(await sender.Client.SendAsync(batch), result => Assert.Equal(SendStatus.Accepted, result.Status));
    }

    /// <summary>The ids sent to a user, in order.</summary>
    public IReadOnlyList<Guid> To(string user) => [.. _sent.Where(envelope => envelope.To.User == user).Select(envelope => envelope.Id)];

    /// <summary>Waits until everything for these users has come, and checks that it came in order.</summary>
    public async Task ArrivesInOrderAsync(params string[] some)
    {
        foreach (var user in some.Length == 0 ? users : some)
        {
            var wanted = To(user);
            await Eventually.TrueAsync(() => peer.Arrived(sender, From, user).Count >= wanted.Count, $"all of {wanted.Count} for {user} arrive");
            Assert.Equal(wanted, peer.Arrived(sender, From, user));
        }

        var counts = peer.Record.Counts;
        Assert.Equal((0, 0, 0), (counts.Unverified, counts.Malformed, counts.FollowedRedirects));
    }

    private OutgoingEnvelope Next()
    {
        _sent.Add(peer.From(sender, From, users[_sent.Count % users.Length]));
        return _sent[^1];
    }
}
