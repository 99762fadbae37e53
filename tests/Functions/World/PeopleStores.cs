using Microsoft.Extensions.Options;
using Relay.Functions.Hosting;
using Relay.Functions.Partners;
using Relay.Functions.People;
using Relay.Identities;
using Relay.Signatures;

namespace Relay.Functions.Tests.World;

/// <summary>What all instances of the program share: the tables of people, the clock, and three networks with events endpoints.</summary>
internal sealed class PeopleStores : IDisposable
{
    public static readonly string[] Networks = ["home", "abroad", "third"];

    private readonly Dictionary<(Address User, int Key), TestIdentity> _identities = [];

    public PeopleStores()
    {
        Options = Microsoft.Extensions.Options.Options.Create(new RelayOptions { AddressKey = Convert.ToBase64String(new byte[32]), DirectoryCacheSeconds = 0 });
        Keys = new AddressKeys(Options);
        (People, Links, Finding, Budgets) = (Table(), Table(), Table(), Table());
        (Businesses, Media, Events) = (Table(), Table(), Table());
        Blobs = new StepBlobs(Calls);
        // Partners are no people: their reads are no step.
        var still = new StoreCalls();
        Partners = new PartnerStore(new StepTable(still, Clock), new StepTable(still, Clock));
    }

    public ManualClock Clock { get; } = new();

    public StoreCalls Calls { get; } = new();

    public IOptions<RelayOptions> Options { get; }

    public AddressKeys Keys { get; }

    public StepTable People { get; }

    public StepTable Links { get; }

    public StepTable Finding { get; }

    public StepTable Budgets { get; }

    public StepTable Businesses { get; }

    public StepTable Media { get; }

    public StepTable Events { get; }

    public StepBlobs Blobs { get; }

    public PartnerStore Partners { get; }

    /// <summary>Adds the networks.</summary>
    public async Task OpenAsync()
    {
        foreach (var name in Networks)
        {
            var partner = new PartnerRecord(name, PartnerStatus.Live, null, Array.Empty<JsonWebKey>(), [], 1) { Events = new Uri($"https://{name}.example/events") };
            await Partners.PutAsync(partner, CancellationToken.None);
        }
    }

    /// <summary>Moves a network into another world.</summary>
    public async Task MoveAsync(string network, PartnerStatus status)
    {
        var partner = await Partners.FindAsync(network, CancellationToken.None);
        await Partners.PutAsync(partner! with { Status = status }, CancellationToken.None);
    }

    /// <summary>One of the identity keys that a user has in the course of a test.</summary>
    public TestIdentity Identity(Address user, int key)
    {
        if (!_identities.TryGetValue((user, key), out var identity))
            _identities[(user, key)] = identity = new TestIdentity();
        return identity;
    }

    public void Dispose()
    {
        foreach (var identity in _identities.Values)
            identity.Dispose();
    }

    private StepTable Table() => new(Calls, Clock);
}
