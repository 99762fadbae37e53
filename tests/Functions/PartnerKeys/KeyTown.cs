using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Relay.Functions.Callers;
using Relay.Functions.Deliver;
using Relay.Functions.Hosting;
using Relay.Functions.PartnerKeys;
using Relay.Functions.Partners;
using Relay.Functions.Tests.Links;
using Relay.Signatures;
using MemoryTable = Relay.Functions.Tests.Storage.MemoryTable;

namespace Relay.Functions.Tests.PartnerKeys;

/// <summary>A relay with partners whose keys change, over tables in memory; several instances share them.</summary>
internal sealed class KeyTown : IDisposable
{
    public const string Authority = "relay.example";
    public const string Partner = "whatsapp";

    private readonly List<RelayKeys> _relays = [];
    private readonly SigningKey _relayKey = SigningKey.CreateEd25519("relay-1");
    private readonly ClientCertificates _certificates = new(Microsoft.Extensions.Options.Options.Create(new DeliveryOptions()));

    public KeyTown()
    {
        Store = new PartnerStore(Partners, Keys);
        Stage = new PartnerKeyStage(Store, new PartnerDirectory(Store, Options(), Clock), Told, Clock);
    }

    public ManualClock Clock { get; } = new();

    public MemoryTable Partners { get; } = new("partners");

    public MemoryTable Keys { get; } = new("partnerkeys");

    public PartnerStore Store { get; }

    public PartnerKeyStage Stage { get; }

    public Told Told { get; } = new();

    public DateTimeOffset Now => Clock.GetUtcNow();

    /// <summary>A new public key.</summary>
    public static JsonWebKey NewKey(string kid)
    {
        using var key = SigningKey.CreateEd25519(kid);
        return key.Public.ToJwk();
    }

    /// <summary>Stores the partner with these keys.</summary>
    public async Task PutAsync(params JsonWebKey[] keys)
    {
        foreach (var key in keys)
            Assert.True(await Store.ClaimKeyAsync(key.Kid, Partner, CancellationToken.None));
        var record = new PartnerRecord(Partner, PartnerStatus.Live, new Uri("https://partner.example/relay"), keys, [], 2) { Events = new Uri("https://partner.example/events") };
        await Store.PutAsync(record with { Version = (await FindAsync())?.Version ?? default }, CancellationToken.None);
    }

    public Task<PartnerRecord?> FindAsync() => Store.FindAsync(Partner, CancellationToken.None);

    public async Task<IEnumerable<string>> KeyIdsAsync() => (await FindAsync())!.Keys.Select(key => key.Kid);

    /// <summary>The sweep of an instance of the relay with these keys of its own, besides one that has always been there.</summary>
    public KeySweep Sweep(params SigningKeyOptions[] relayKeys)
    {
        var relay = new RelayKeys(Options(relayKeys), Clock);
        _relays.Add(relay);
        return new KeySweep(Store, Told, new KeyNotices(Keys, Clock), relay, _certificates, Clock, NullLogger<KeySweep>.Instance);
    }

    public void Dispose()
    {
        _relays.ForEach(relay => relay.Dispose());
        _certificates.Dispose();
        _relayKey.Dispose();
    }

    private IOptions<RelayOptions> Options(params SigningKeyOptions[] relayKeys) => Microsoft.Extensions.Options.Options.Create(new RelayOptions
    {
        Authority = Authority,
        SigningKeys = [new SigningKeyOptions { KeyId = "relay-1", Pem = _relayKey.ExportPkcs8Pem() }, .. relayKeys],
    });
}
