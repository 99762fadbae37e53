using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Xml.Linq;

namespace Relay.Local.Bus.Tests.Administration;

public sealed class AdministrationServerTests
{
    [Theory]
    [InlineData("localhost", HttpStatusCode.OK)]
    [InlineData("127.0.0.1", HttpStatusCode.OK)]
    [InlineData("[::1]", HttpStatusCode.OK)]
    [InlineData("example.org", HttpStatusCode.Unauthorized)]
    public async Task Page_ForPeople_IsShownUnderThisMachinesNamesOnly(string host, HttpStatusCode expected)
    {
        await using var endpoint = new Endpoint([Endpoint.Queue("envelopes", active: 41, dead: 2)]);
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, endpoint.Address);
        request.Headers.Host = $"{host}:{endpoint.Port}";

        using var response = await client.SendAsync(request, Token);

        Assert.Equal(expected, response.StatusCode);
        var text = await response.Content.ReadAsStringAsync(Token);
        Assert.Equal(expected == HttpStatusCode.OK, text.Contains("envelopes", StringComparison.Ordinal) && text.Contains("41", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Connection_WithSeveralRequests_IsKept()
    {
        await using var endpoint = new Endpoint([Endpoint.Queue("q")], key: null);
        var connections = 0;
        using var handler = new SocketsHttpHandler
        {
            ConnectCallback = async (context, cancel) =>
            {
                connections++;
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(context.DnsEndPoint, cancel);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        using var client = new HttpClient(handler) { BaseAddress = endpoint.Address };

        for (var i = 0; i < 5; i++)
            Assert.Equal("q", Title(await client.GetStringAsync("q", Token)));

        Assert.Equal(1, connections);
    }

    [Theory]
    [InlineData("$Resources/queues?$skip=-1", HttpStatusCode.BadRequest)]
    [InlineData("$Resources/queues?$top=many", HttpStatusCode.BadRequest)]
    [InlineData("$Resources/queues?$skip=1&$skip=2", HttpStatusCode.BadRequest)]
    [InlineData("$Resources/queues?$skip=2147483647&$top=2147483647", HttpStatusCode.OK)]
    [InlineData("$Resources/relays", HttpStatusCode.NotFound)]
    [InlineData("$nothing", HttpStatusCode.NotFound)]
    [InlineData("t/Subscriptions/s/rules", HttpStatusCode.NotFound)]
    [InlineData("t/Subscriptions/%01", HttpStatusCode.NotFound)]
    [InlineData("other", HttpStatusCode.OK)]
    [InlineData("A%2FB", HttpStatusCode.OK)]
    public async Task Read_OfAnyPath_AnswersXml(string path, HttpStatusCode expected)
    {
        await using var endpoint = new Endpoint([Endpoint.Queue("a/b")], key: null);
        using var client = new HttpClient { BaseAddress = endpoint.Address };

        using var response = await client.GetAsync(path, Token);

        Assert.Equal(expected, response.StatusCode);
        var root = XElement.Parse(await response.Content.ReadAsStringAsync(Token));
        if (expected == HttpStatusCode.OK)
            Assert.Contains(root.Name.LocalName, new[] { "entry", "feed" });
        else
            Assert.Equal(((int)expected).ToString(CultureInfo.InvariantCulture), root.Element("Code")?.Value);
    }

    [Theory]
    [InlineData("PUT", "new", "configuration file")]
    [InlineData("DELETE", "q", "configuration file")]
    [InlineData("POST", "q/messages", "AMQP")]
    [InlineData("DELETE", "q/messages/head", "AMQP")]
    public async Task Change_OfAnything_IsForbidden(string method, string path, string reason)
    {
        await using var endpoint = new Endpoint([Endpoint.Queue("q")], key: null);
        using var client = new HttpClient { BaseAddress = endpoint.Address };
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = new StringContent("<entry/>") };

        using var response = await client.SendAsync(request, Token);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        var detail = XElement.Parse(await response.Content.ReadAsStringAsync(Token)).Element("Detail")?.Value;
        Assert.Contains("SubCode=40301", detail, StringComparison.Ordinal);
        Assert.Contains(reason, detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "", 60, HttpStatusCode.Unauthorized, "MissingToken")]
    [InlineData("Bearer {0}", "", 60, HttpStatusCode.Unauthorized, "MalformedToken")]
    [InlineData("SharedAccessSignature sr=a&sr=b", "", 60, HttpStatusCode.Unauthorized, "MalformedToken")]
    [InlineData("{0}", "", -60, HttpStatusCode.Unauthorized, "ExpiredToken")]
    [InlineData("{0}", "other", 60, HttpStatusCode.Unauthorized, "InvalidAudience")]
    [InlineData("{0}x", "q", 60, HttpStatusCode.Unauthorized, "InvalidSignature")]
    [InlineData("{0}", "q", 60, HttpStatusCode.OK, "q")]
    [InlineData("{0}", "", 60, HttpStatusCode.OK, "q")]
    public async Task Token_OfAnyKind_IsChecked(string? header, string audience, int seconds, HttpStatusCode expected, string named)
    {
        await using var endpoint = new Endpoint([Endpoint.Queue("q")]);
        using var client = new HttpClient { BaseAddress = endpoint.Address };
        using var request = new HttpRequestMessage(HttpMethod.Get, "q");
        if (header is not null)
            request.Headers.TryAddWithoutValidation("Authorization", header.Replace("{0}", Signature(audience, seconds), StringComparison.Ordinal));

        using var response = await client.SendAsync(request, Token);

        Assert.Equal(expected, response.StatusCode);
        Assert.Contains(named, await response.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GARBAGE\r\n\r\n", "HTTP/1.1 400")]
    [InlineData("GET /q HTTP/1.1\r\n\r\n", "HTTP/1.1 400")]
    [InlineData("GET /q HTTP/1.0\r\n\r\n", "HTTP/1.1 200")]
    [InlineData("PUT /q HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999\r\n\r\n", "HTTP/1.1 403")]
    public async Task Bytes_OfAnyKind_AreAnsweredAndTheServerGoesOn(string bytes, string expected)
    {
        await using var endpoint = new Endpoint([Endpoint.Queue("q")], key: null);
        using (var raw = new TcpClient())
        {
            await raw.ConnectAsync(IPAddress.Loopback, endpoint.Port, Token);
            var stream = raw.GetStream();
            await stream.WriteAsync(Encoding.ASCII.GetBytes(bytes), Token);
            using var reader = new StreamReader(stream);
            Assert.StartsWith(expected, await reader.ReadLineAsync(Token).AsTask().WaitAsync(TimeSpan.FromSeconds(30), Token), StringComparison.Ordinal);
        }
        using var client = new HttpClient { BaseAddress = endpoint.Address };
        Assert.Equal("q", Title(await client.GetStringAsync("q", Token)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Socket_ThatIsGoneAlready_DoesNotEndTheServer(bool connected)
    {
        await using var endpoint = new Endpoint([Endpoint.Queue("q")], key: null);
        var gone = new Socket(SocketType.Stream, ProtocolType.Tcp);
        if (connected)
        {
            using var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            await gone.ConnectAsync(listener.LocalEndpoint, Token);
            gone.Close();
        }

        endpoint.Server.Take(gone);

        using var client = new HttpClient { BaseAddress = endpoint.Address };
        Assert.Equal("q", Title(await client.GetStringAsync("q", Token)));
    }

    [Fact]
    public async Task Dispose_WithOpenConnections_ClosesThemAndRefusesMore()
    {
        await using var endpoint = new Endpoint([Endpoint.Queue("q")], key: null);
        using var raw = new TcpClient();
        await raw.ConnectAsync(IPAddress.Loopback, endpoint.Port, Token);
        using (var client = new HttpClient { BaseAddress = endpoint.Address })
            await client.GetStringAsync("q", Token);

        await endpoint.Server.DisposeAsync();

        Assert.Equal(0, await raw.GetStream().ReadAsync(new byte[1], Token).AsTask().WaitAsync(TimeSpan.FromSeconds(30), Token));
        using var late = new HttpClient { BaseAddress = endpoint.Address };
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => late.GetStringAsync("q", Token));
    }

    [Fact]
    public async Task Dispose_WithoutAnyConnection_IsDone()
    {
        await using var endpoint = new Endpoint([]);

        await endpoint.Server.DisposeAsync();
        await endpoint.Server.DisposeAsync();
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static string? Title(string xml) => XElement.Parse(xml).Elements().Single(element => element.Name.LocalName == "title").Value;

    private static string Signature(string audience, int seconds) =>
        SharedAccess.Token($"http://localhost/{audience}", DateTimeOffset.UtcNow.AddSeconds(seconds));
}
