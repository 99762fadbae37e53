using System.Text.Json;
using System.Text.Json.Nodes;
using Relay.Client.Tests.Support;
using Relay.Client.Webhooks;
using Relay.Signatures;

namespace Relay.Client.Tests.Webhooks;

/// <summary>The relay's side of deliveries: its keys, and signed requests to the partner's endpoint.</summary>
internal sealed class Deliveries : IAsyncDisposable
{
    internal const string Authority = "whatsapp.example";
    internal const string Body = """
        {"batch":"b-1","class":"normal","envelopes":[
          {"id":"0190a000-0000-7000-8000-000000000001","messageId":"0190a000-0000-7000-8000-000000000002",
           "from":{"partner":"instagram","user":"ana"},"to":{"partner":"whatsapp","user":"ben"},
           "acceptedAt":"2027-01-15T08:00:00Z","expiresAt":"2027-01-22T08:00:00.123Z","later":"unknown",
           "ciphertexts":[{"device":1,"registrationId":12345,"type":3,"content":"+/8BAg=="}]}]}
        """;

    private Deliveries(FakeRelay relay)
    {
        Relay = relay;
        Client = relay.Client(mostAttempts: 1);
        Publish(RelayKey);
        Verifier = new WebhookVerifier(Client, new WebhookVerifierOptions { Authority = Authority, Clock = relay.Clock });
    }

    internal FakeRelay Relay { get; }

    internal RelayClient Client { get; }

    internal WebhookVerifier Verifier { get; }

    internal SigningKey RelayKey { get; } = SigningKey.CreateEcdsaP256("relay-1");

    internal int KeyReads => Relay.Requests.Count(request => request.Target == "/.well-known/relay");

    internal static async Task<Deliveries> StartAsync() => new(await FakeRelay.StartAsync());

    internal void Publish(params SigningKey[] keys) => Publish([.. keys.Select(key => key.Public.ToJwk())]);

    internal void Publish(JsonWebKey[] keys) => Relay.On("GET /.well-known/relay", (context, _) => context.JsonAsync(200, new JsonObject
    {
        ["authority"] = FakeRelay.Authority,
        ["keys"] = new JsonArray([.. keys.Select(key => JsonSerializer.SerializeToNode(key, JsonWebKeyContext.Default.JsonWebKey))]),
    }));

    internal WebhookRequest Sign(string body = Body, SigningKey? key = null, string authority = Authority, string tag = SignatureTags.Webhook)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(body);
        var line = new SignedRequestLine("POST", authority, "/relay/in", "?v=1");
        var headers = new MessageSigner(key ?? RelayKey, tag, Relay.Clock).Sign(line, bytes);
        return new WebhookRequest
        {
            Method = "POST",
            Path = "/relay/in",
            Query = "?v=1",
            SignatureInput = headers.SignatureInput,
            Signature = headers.Signature,
            ContentDigest = headers.ContentDigest,
            Body = bytes,
        };
    }

    internal Task<WebhookVerification> VerifyAsync(WebhookRequest request) =>
        Verifier.VerifyAsync(request, TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        Verifier.Dispose();
        Client.Dispose();
        RelayKey.Dispose();
        await Relay.DisposeAsync();
    }
}
