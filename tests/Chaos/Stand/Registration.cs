using Relay.Chaos.Load;
using Relay.Chaos.Partners;
using Relay.Client;
using Relay.Client.Accounts;
using Relay.Client.Envelopes;
using Relay.Signatures;

namespace Relay.Chaos.Stand;

/// <summary>Registers the partners and users of a run through the relay's own interface.</summary>
internal static class Registration
{
    private const int Lanes = 4;
    private const int AtOnce = 4;

    /// <summary>What every partner says it can do.</summary>
    public static readonly string[] Capabilities = ["text", "calls", "ephemeral"];

    /// <summary>Registers all and gives the keys that the relay signs with.</summary>
    /// <exception cref="RelayProblemException">The relay refused.</exception>
    public static async Task<RelayKeys> RunAsync(ChaosStack stack, IReadOnlyList<ChaosPartner> partners, IReadOnlyList<UserAddress> users, CancellationToken cancel)
    {
        var relay = stack.Hosts[0].Address;
        using var operatorKey = stack.Identity.OperatorKey();
        using var @operator = Client(relay, stack.Authority, operatorKey);
        foreach (var partner in partners)
        {
            var record = new PartnerRecord { Endpoint = partner.Endpoint, Keys = [partner.Key.Public.ToJwk()], Lanes = Lanes, Capabilities = Capabilities };
            await @operator.PutPartnerAsync(partner.Name, record, cancel);
            using var client = Client(relay, stack.Authority, partner.Key);
            await Parallel.ForEachAsync(
                users.Where(user => user.Partner == partner.Name),
                new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel },
                async (user, token) => await client.PutUserAsync(user.User, Users.Record(user), token));
        }

        return await @operator.GetRelayKeysAsync(cancel);
    }

    private static RelayClient Client(Uri relay, string authority, SigningKey key) =>
        new(new RelayClientOptions { Address = relay, Authority = authority, Key = key });
}
