using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.Options;
using Relay.Functions.Deliver;
using Relay.Functions.Hosting;

namespace Relay.Functions.Tests.Deliver;

/// <summary>Names that change between check, connection and the next connection.</summary>
public sealed class GuardedConnectionsTests
{
    private const string NoContent = "HTTP/1.1 204 No Content\r\n\r\n";

    [Theory]
    [InlineData("10.0.0.1")]
    [InlineData("127.0.0.1")]
    [InlineData("169.254.169.254")]
    [InlineData("168.63.129.16")]
    [InlineData("::1")]
    [InlineData("fd00:ec2::254")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("8.8.8.8 10.0.0.1")]
    [InlineData("10.0.0.1 8.8.8.8")]
    public async Task Connect_NameThatWasPublicWhenItWasChecked_IsNotOpened(string later)
    {
        var names = new FakeNames(["8.8.8.8"], later.Split(' '));
        var rules = Rules(names, allowLoopback: false);
        var endpoint = new Uri("https://partner.example:1/relay");
        Assert.Null(await rules.CheckAsync(endpoint, TestContext.Current.CancellationToken));

        using var http = GuardedConnections.Create(rules);
        var refused = await Assert.ThrowsAsync<HttpRequestException>(() => SendAsync(http, endpoint));

        Assert.Equal(HttpRequestError.ConnectionError, refused.HttpRequestError);
        Assert.Contains("no address that may be called", (refused.InnerException ?? refused).Message, StringComparison.Ordinal);
        Assert.Equal(2, names.Asked);
    }

    [Fact]
    public async Task Connect_MixedAddresses_ReachesNoneOfThem()
    {
        await using var server = Server();
        using var http = GuardedConnections.Create(Rules(new FakeNames(["127.0.0.1", "10.0.0.1"])));

        await Assert.ThrowsAsync<HttpRequestException>(() => SendAsync(http, Address(server)));

        Assert.Equal(0, server.Connections);
    }

    [Fact]
    public async Task Connect_NameThatIsGone_IsAFailureOfTheConnection()
    {
        using var http = GuardedConnections.Create(Rules(new FakeNames()));
        await Assert.ThrowsAsync<HttpRequestException>(() => SendAsync(http, new Uri("http://partner.example/relay")));
    }

    [Fact]
    public async Task Pool_WithinItsLifetime_StaysWithTheAddressThatWasChecked()
    {
        await using var server = Server();
        var names = new FakeNames(["127.0.0.1"], ["10.0.0.1"]);
        using var http = GuardedConnections.Create(Rules(names));

        for (var i = 0; i < 3; i++)
            Assert.Equal(HttpStatusCode.NoContent, await SendAsync(http, Address(server)));

        Assert.Equal((1, 1), (server.Connections, names.Asked));
    }

    [Fact]
    public async Task Pool_AfterItsLifetime_ChecksTheNameAnew()
    {
        await using var server = Server();
        var names = new FakeNames(["127.0.0.1"], ["10.0.0.1"]);
        using var http = GuardedConnections.Create(Rules(names), lifetime: TimeSpan.FromMilliseconds(50));
        Assert.Equal(HttpStatusCode.NoContent, await SendAsync(http, Address(server)));

        var patience = Stopwatch.StartNew();
        HttpRequestException? refused = null;
        while (refused is null)
        {
            Assert.True(patience.Elapsed < TimeSpan.FromSeconds(30), "the connection is renewed");
            refused = (HttpRequestException?)await Record.ExceptionAsync(() => SendAsync(http, Address(server)));
        }

        Assert.Equal(HttpRequestError.ConnectionError, refused.HttpRequestError);
        Assert.Equal(1, server.Connections);
    }

    [Fact]
    public void Lifetime_OfAConnection_IsMinutes() => Assert.InRange(GuardedConnections.Lifetime, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5));

    private static LoopbackServer Server()
    {
        LoopbackServer? server = null;
        return server = new LoopbackServer(async (stream, cancel) =>
        {
            while (await LoopbackServer.ReadRequestAsync(stream, cancel) is not null)
                await server!.WriteAsync(stream, NoContent, cancel);
        });
    }

    private static Uri Address(LoopbackServer server) => new($"http://partner.example:{server.Port}/relay");

    private static EndpointRules Rules(FakeNames names, bool allowLoopback = true) => new(Options.Create(new RelayOptions { AllowLoopbackEndpoints = allowLoopback }), names);

    private static async Task<HttpStatusCode> SendAsync(HttpMessageInvoker http, Uri endpoint)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint) { Content = new ByteArrayContent([]) };
        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }
}
