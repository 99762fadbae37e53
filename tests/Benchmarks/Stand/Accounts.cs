using System.Globalization;
using Relay.Client;
using Relay.Client.Accounts;
using Relay.Local.Stack;
using Relay.Signatures;

namespace Relay.Benchmarks.Stand;

/// <summary>The partners and users of a run, registered through the relay's own interface.</summary>
internal static class Accounts
{
    /// <summary>The partner that sends.</summary>
    public const string Sender = "sender";

    /// <summary>Another partner that sends: more than agreed.</summary>
    public const string Crowd = "crowd";

    /// <summary>A recipient partner with four lanes.</summary>
    public const string FourLanes = "four-lanes";

    /// <summary>A recipient partner with one lane.</summary>
    public const string OneLane = "one-lane";

    /// <summary>Users of each sender.</summary>
    public const int Senders = 20;

    /// <summary>Users of each recipient.</summary>
    public const int Recipients = 200;

    private const int AtOnce = 8;

    /// <summary>The name of a user.</summary>
    public static string User(int number) => string.Create(CultureInfo.InvariantCulture, $"user-{number}");

    /// <summary>Registers them; gives the senders' keys.</summary>
    /// <exception cref="RelayProblemException">The relay refused.</exception>
    public static async Task<(SigningKey Sender, SigningKey Crowd)> RegisterAsync(Uri relay, string authority, LocalIdentity identity, Uri webhook, CancellationToken cancel)
    {
        using var operatorKey = identity.OperatorKey();
        using var @operator = Client(relay, authority, operatorKey);
        var keys = new Dictionary<string, SigningKey>();
        foreach (var (name, lanes, users) in new[] { (Sender, 1, Senders), (Crowd, 1, Senders), (FourLanes, 4, Recipients), (OneLane, 1, Recipients) })
        {
            var key = await RegisterPartnerAsync(relay, authority, @operator, (name, lanes, users), webhook, cancel);
            if (name is Sender or Crowd)
                keys.Add(name, key);
            else
                key.Dispose();
        }

        return (keys[Sender], keys[Crowd]);
    }

    /// <summary>Registers one partner with so many users of its own; gives its key.</summary>
    /// <exception cref="RelayProblemException">The relay refused.</exception>
    public static async Task<SigningKey> RegisterPartnerAsync(
        Uri relay, string authority, RelayClient @operator, (string Name, int Lanes, int Users) partner, Uri webhook, CancellationToken cancel)
    {
        var key = SigningKey.CreateEcdsaP256(partner.Name + "-1");
        var record = new PartnerRecord { Endpoint = webhook, Keys = [key.Public.ToJwk()], Lanes = partner.Lanes, Capabilities = ["text", "calls", "ephemeral", "groups"] };
        await @operator.PutPartnerAsync(partner.Name, record, cancel);
        using var client = Client(relay, authority, key);
        await Parallel.ForEachAsync(
            Enumerable.Range(0, partner.Users),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel },
            async (number, token) => await client.PutUserAsync(
                User(number), new UserRecord { OptedIn = true, Partners = [UserRecord.AllPartners], Devices = [new UserDevice(1, 1234)] }, token));
        return key;
    }

    /// <summary>A client of the relay.</summary>
    public static RelayClient Client(Uri relay, string authority, SigningKey key) =>
        new(new RelayClientOptions { Address = relay, Authority = authority, Key = key });
}
