using Relay.Client;
using Relay.Client.Webhooks;
using Relay.Signatures;

namespace Relay.Local.Sandbox.Taking;

/// <summary>Checks the signatures of one relay's deliveries to one endpoint.</summary>
internal sealed class RelaySignatures : IDisposable
{
    // A client needs a key, but reads what the relay publishes without signing.
    private readonly SigningKey _key = SigningKey.CreateEcdsaP256("sandbox");
    private readonly RelayClient _client;

    public RelaySignatures(Uri relay, string authority)
    {
        _client = new RelayClient(new RelayClientOptions { Address = relay, Authority = relay.Authority, Key = _key });
        Verifier = new WebhookVerifier(_client, new WebhookVerifierOptions { Authority = authority });
    }

    public WebhookVerifier Verifier { get; }

    public void Dispose()
    {
        Verifier.Dispose();
        _client.Dispose();
        _key.Dispose();
    }
}
