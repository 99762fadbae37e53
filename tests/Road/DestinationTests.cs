using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Relay.Functions.Callers;
using Relay.Functions.Deliver;
using Relay.Functions.Hosting;
using Relay.Functions.Partners;
using Relay.Functions.Queue;
using Relay.Signatures;

namespace Relay.Road.Tests;

/// <summary>Endpoints are checked again when the connection is opened, whatever was true when they were set.</summary>
public sealed class DestinationTests
{
    [Theory]
    [InlineData(false, "127.0.0.1", DestinationFailure.Unreachable, 0)]
    [InlineData(false, "localhost", DestinationFailure.Unreachable, 0)]
    [InlineData(true, "127.0.0.1", DestinationFailure.None, 1)]
    public async Task Connection_ToLoopback_IsOpenedOnlyWhereTheSettingAllowsIt(bool allowed, string host, DestinationFailure expected, int calls)
    {
        var reached = 0;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        await using var server = builder.Build();
        server.MapPost("/relay", () =>
        {
            Interlocked.Increment(ref reached);
            return Microsoft.AspNetCore.Http.Results.NoContent();
        });
        await server.StartAsync();
        var port = new Uri(server.Urls.Single()).Port;

        using var signing = SigningKey.CreateEcdsaP256("relay-test");
        var relay = Options.Create(new RelayOptions
        {
            AllowLoopbackEndpoints = allowed,
            SigningKeys = [new SigningKeyOptions { KeyId = "relay-test", Pem = signing.ExportPkcs8Pem() }],
        });
        using var keys = new RelayKeys(relay, TimeProvider.System);
        var options = Options.Create(new DeliveryOptions());
        using var certificates = new ClientCertificates(options);
        using var destination = new Destination(new EndpointRules(relay, new SystemNames()), certificates, keys, options, TimeProvider.System);
        var partner = new PartnerRecord("whatsapp", PartnerStatus.Live, new Uri($"http://{host}:{port}/relay"), [signing.Public.ToJwk()], [], 1);
        var head = new PackedHead(PackedKind.Envelopes, new Lane(EnvelopeClass.Normal, 1, "whatsapp", 0), "instagram", DateTimeOffset.UtcNow, "batch", 0);

        var answer = await destination.PostAsync(partner, head, [], default);

        Assert.Equal((expected, calls), (answer.Failure, reached));
    }
}
