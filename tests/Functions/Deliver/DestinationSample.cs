using Microsoft.Extensions.Options;
using Relay.Functions.Callers;
using Relay.Functions.Deliver;
using Relay.Functions.Hosting;
using Relay.Functions.Partners;
using Relay.Functions.Tests.Queue;
using Relay.Signatures;

namespace Relay.Functions.Tests.Deliver;

/// <summary>The relay's calls to partners, with a resolver and certificates of the test's choice.</summary>
internal sealed class DestinationSample : IDisposable
{
    public const string Host = "partner.example";

    private readonly SigningKey _signing = SigningKey.CreateEcdsaP256("relay-1");
    private readonly RelayKeys _keys;
    private readonly ClientCertificates _certificates;
    private readonly Destination _destination;

    public DestinationSample(INameResolver names, DeliveryOptions? options = null, bool allowLoopback = true)
    {
        var relay = Options.Create(new RelayOptions
        {
            AllowLoopbackEndpoints = allowLoopback,
            SigningKeys = [new SigningKeyOptions { KeyId = "relay-1", Pem = _signing.ExportPkcs8Pem() }],
        });
        var delivery = Options.Create(options ?? new DeliveryOptions());
        _keys = new RelayKeys(relay, TimeProvider.System);
        _certificates = new ClientCertificates(delivery);
        _destination = new Destination(new EndpointRules(relay, names), _certificates, _keys, delivery, TimeProvider.System);
    }

    public async Task<DestinationAnswer> PostAsync(string endpoint, EndpointTls? tls = null)
    {
        var partner = new PartnerRecord("whatsapp", PartnerStatus.Live, new Uri(endpoint), [_signing.Public.ToJwk()], [], 1) { Tls = tls };
        return await _destination.PostAsync(partner, Packed.Head(), [], TestContext.Current.CancellationToken);
    }

    public void Dispose()
    {
        _destination.Dispose();
        _certificates.Dispose();
        _keys.Dispose();
        _signing.Dispose();
    }
}
