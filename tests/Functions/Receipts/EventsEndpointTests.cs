using Microsoft.Extensions.Options;
using Relay.Functions.Callers;
using Relay.Functions.Deliver;
using Relay.Functions.Hosting;
using Relay.Functions.Partners;
using Relay.Functions.Receipts;
using Relay.Functions.Tests.Deliver;
using Relay.Functions.Tests.Telemetry;
using Relay.Signatures;

namespace Relay.Functions.Tests.Receipts;

/// <summary>What comes of calls to an events endpoint, and as what they are counted.</summary>
public sealed class EventsEndpointTests
{
    private const string Taken = "HTTP/1.1 204 No Content\r\n\r\n";
    private const string Busy = "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 7\r\nContent-Length: 0\r\n\r\n";

    [Theory]
    [InlineData(Taken, DestinationFailure.None, 204, "none")]
    [InlineData(Busy, DestinationFailure.BadStatus, 503, "bad-status")]
    [InlineData("no HTTP at all\r\n\r\n", DestinationFailure.Unreachable, 0, "unreachable")]
    [InlineData(null, DestinationFailure.TimedOut, 0, "timed-out")]
    internal async Task Call_OfAnEndpoint_IsCountedByItsOutcome(string? says, DestinationFailure failure, int status, string outcome)
    {
        await using var server = new LoopbackServer(async (stream, cancel) =>
        {
            await LoopbackServer.ReadRequestAsync(stream, cancel);
            if (says is not null)
                await stream.WriteAsync(Encoding.Latin1.GetBytes(says), cancel);
            else
                await Task.Delay(Timeout.Infinite, cancel);
        });

        var (answer, told) = await PostAsync(Partner($"http://127.0.0.1:{server.Port}/events"));

        Assert.Equal((failure, status, failure == DestinationFailure.None), (answer.Failure, answer.Status, answer.Taken));
        Assert.Equal(says == Busy ? TimeSpan.FromSeconds(7) : null, answer.RetryAfter);
        Assert.Equal(outcome, told);
    }

    [Fact]
    public async Task Call_OfAPartnerWhoseCertificateIsMissing_IsCountedAsNotCallable()
    {
        var (answer, told) = await PostAsync(Partner("http://127.0.0.1:9/events") with { Tls = new EndpointTls("missing", []) });

        Assert.Equal(DestinationFailure.NotCallable, answer.Failure);
        Assert.Equal("not-callable", told);
    }

    private static PartnerRecord Partner(string events) => new("whatsapp", PartnerStatus.Live, null, [], [], 1) { Events = new Uri(events) };

    private static async Task<(EventsAnswer Answer, string Outcome)> PostAsync(PartnerRecord partner)
    {
        using var signing = SigningKey.CreateEcdsaP256("relay-1");
        var relay = Options.Create(new RelayOptions
        {
            AllowLoopbackEndpoints = true,
            SigningKeys = [new SigningKeyOptions { KeyId = "relay-1", Pem = signing.ExportPkcs8Pem() }],
        });
        using var keys = new RelayKeys(relay, TimeProvider.System);
        using var certificates = new ClientCertificates(Options.Create(new DeliveryOptions()));
        using var endpoint = new EventsEndpoint(
            new EndpointRules(relay, new FakeNames(["127.0.0.1"])), certificates, new SignedPosts(keys, TimeProvider.System), Options.Create(new ReceiptOptions { TimeoutSeconds = 1 }));
        using var meters = new Meters();
        var measured = new MeasuredEventsEndpoint(endpoint, meters.Metrics, TimeProvider.System);

        var answer = await measured.PostAsync(partner, "1", "{}"u8.ToArray(), TestContext.Current.CancellationToken);

        var told = Assert.Single(meters.Told).Split(' ');
        Assert.Equal(["relay.partner.calls", "endpoint=events", "recipient=whatsapp"], [told[0], told[2], told[^1]]);
        return (answer, told[3]["outcome=".Length..]);
    }
}
