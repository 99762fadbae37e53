using System.Net.Security;
using Microsoft.Extensions.Options;
using Relay.Functions.Deliver;
using Relay.Functions.Hosting;

namespace Relay.Functions.Tests.Deliver;

/// <summary>Client certificates and roots of partners' own, against a real TLS server on loopback.</summary>
public sealed class MutualTlsTests : IDisposable
{
    private readonly TestAuthority _authority = new("partner root");
    private readonly TestAuthority _other = new("other root");

    public void Dispose()
    {
        _authority.Dispose();
        _other.Dispose();
    }

    [Fact]
    public async Task Post_ToAServerThatAsksForACertificate_ShowsTheOneThatIsNamed()
    {
        await using var partner = Partner();
        using var relay = Relay();

        var answer = await relay.PostAsync(partner.Endpoint, Tls("relay"));

        Assert.Equal(DestinationFailure.None, answer.Failure);
        Assert.Equal(["CN=relay"], partner.Requests);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("stranger")] // another authority's
    [InlineData("expired")]
    [InlineData("server")] // not for clients
    public async Task Post_WithoutACertificateThatTheServerTakes_IsUnreachable(string? certificate)
    {
        await using var partner = Partner();
        using var relay = Relay();

        Assert.Equal(DestinationFailure.Unreachable, (await relay.PostAsync(partner.Endpoint, Tls(certificate))).Failure);
        Assert.Empty(partner.Requests);
    }

    [Theory]
    [InlineData("other root")]
    [InlineData("expired")]
    [InlineData("other name")]
    [InlineData("other purpose")]
    public async Task Post_ToAServerWhoseCertificateIsNotGood_IsUnreachableBeforeTheRequest(string fault)
    {
        var certificate = fault switch
        {
            "other root" => _other.Issue(DestinationSample.Host, TestAuthority.ServerPurpose),
            "expired" => _authority.Issue(DestinationSample.Host, TestAuthority.ServerPurpose, days: -1),
            "other name" => _authority.Issue("elsewhere.example", TestAuthority.ServerPurpose),
            _ => _authority.Issue(DestinationSample.Host, TestAuthority.ClientPurpose),
        };
        await using var partner = new TlsPartner(certificate, clients: null);
        using var relay = Relay();

        var answer = await relay.PostAsync(partner.Endpoint, Tls("relay"));

        Assert.Equal((DestinationFailure.Unreachable, false), (answer.Failure, answer.InDoubt));
        Assert.Empty(partner.Requests);
    }

    [Fact]
    public async Task Post_WithoutRootsOfItsOwn_TrustsPublicAuthoritiesOnly()
    {
        await using var partner = Partner();
        using var relay = Relay();

        Assert.Equal(DestinationFailure.Unreachable, (await relay.PostAsync(partner.Endpoint, new EndpointTls("relay", []))).Failure);
        Assert.Equal(DestinationFailure.Unreachable, (await relay.PostAsync(partner.Endpoint)).Failure);
        Assert.Empty(partner.Requests);
    }

    [Fact]
    public async Task Post_WithOneOfTwoRoots_IsTaken()
    {
        await using var partner = Partner();
        using var relay = Relay();

        Assert.Equal(DestinationFailure.None, (await relay.PostAsync(partner.Endpoint, new EndpointTls("relay", [_other.RootPem, _authority.RootPem]))).Failure);
    }

    [Fact]
    public async Task Post_WithACertificateThatIsNotConfigured_DoesNotCallWithoutIt()
    {
        await using var partner = new TlsPartner(_authority.Issue(DestinationSample.Host, TestAuthority.ServerPurpose), clients: null);
        using var relay = Relay();

        Assert.Equal(DestinationFailure.NotCallable, (await relay.PostAsync(partner.Endpoint, Tls("missing"))).Failure);
        Assert.Equal(0, partner.Connections);
    }

    [Fact]
    public async Task Pools_OfSeveralCertificates_AreApart()
    {
        await using var partner = new TlsPartner(_authority.Issue(DestinationSample.Host, TestAuthority.ServerPurpose), clients: null);
        using var relay = Relay();

        foreach (var certificate in (string?[])["relay", null, "stranger", "relay", null, "stranger"])
            Assert.Equal(DestinationFailure.None, (await relay.PostAsync(partner.Endpoint, Tls(certificate))).Failure);

        Assert.Equal(["CN=relay", "nobody", "CN=stranger", "CN=relay", "nobody", "CN=stranger"], partner.Requests);
        Assert.Equal(3, partner.Connections);
    }

    // A policy is shared by all connections of a pool: what one learns from its server must not stay in it.
    [Fact]
    public async Task Policy_AfterManyConnections_HoldsWhatItHeld()
    {
        await using var partner = Partner();
        var policy = TrustedRoots.Policy([_authority.RootPem]);
        using var certificates = new ClientCertificates(Options.Create(Certificates()));
        var rules = new EndpointRules(Options.Create(new RelayOptions { AllowLoopbackEndpoints = true }), new FakeNames(["127.0.0.1"]));
        for (var i = 0; i < 3; i++)
        {
            var tls = new SslClientAuthenticationOptions { CertificateChainPolicy = policy, ClientCertificateContext = certificates.Find("relay") };
            using var http = GuardedConnections.Create(rules, tls);
            using var request = new HttpRequestMessage(HttpMethod.Post, partner.Endpoint) { Content = new ByteArrayContent([]) };
            using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.True(response.IsSuccessStatusCode);
        }

        Assert.Equal(3, partner.Connections);
        Assert.Equal((0, 1), (policy.ExtraStore.Count, policy.CustomTrustStore.Count));
    }

    private TlsPartner Partner() => new(_authority.Issue(DestinationSample.Host, TestAuthority.ServerPurpose), _authority);

    private DestinationSample Relay() => new(new FakeNames(["127.0.0.1"]), Certificates());

    private EndpointTls Tls(string? certificate) => new(certificate, [_authority.RootPem]);

    private DeliveryOptions Certificates() => new()
    {
        ClientCertificates =
        [
            new() { Name = "relay", Pem = _authority.Issue("relay", TestAuthority.ClientPurpose) },
            new() { Name = "stranger", Pem = _other.Issue("stranger", TestAuthority.ClientPurpose) },
            new() { Name = "expired", Pem = _authority.Issue("relay", TestAuthority.ClientPurpose, days: -1) },
            new() { Name = "server", Pem = _authority.Issue("relay", TestAuthority.ServerPurpose) },
        ],
    };
}
