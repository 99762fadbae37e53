using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Relay.Local.Bus.Transport.Front;
using Relay.Local.Bus.Wire;

namespace Relay.Local.Bus.Tests.Fuzz;

/// <summary>The first bytes of a connection, and the limits on what is not an open connection yet.</summary>
public sealed class FrontTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData(new byte[] { 0, 1, 0, 1 }, new byte[] { 0, 1, 0, 0 })]
    [InlineData(new byte[] { 0, 0, 9, 1 }, new byte[] { 0, 1, 0, 0 })]
    [InlineData(new byte[] { 0, 2, 0, 0 }, new byte[] { 0, 1, 0, 0 })]
    [InlineData(new byte[] { 3, 2, 0, 0 }, new byte[] { 3, 1, 0, 0 })]
    [InlineData(new byte[] { 2, 1, 0, 0 }, new byte[] { 3, 1, 0, 0 })]
    [InlineData(new byte[] { 9, 9, 9, 9 }, new byte[] { 3, 1, 0, 0 })]
    public async Task Header_OfAnotherProtocol_IsAnsweredWithOursAndTheEnd(byte[] header, byte[] answer)
    {
        using var bench = new FrontBench();
        using var client = await RawConnection.ConnectAsync(bench.Port);
        await client.SendAsync((byte[])[.. Frames.AmqpHeader[..4], .. header]);
        byte[] answered = await client.ReadAsync(9);
        Assert.Equal((byte[])[.. Frames.AmqpHeader[..4], .. answer], answered);
    }

    [Fact]
    public async Task Sasl_WithTheOtherProtocolAfterIt_IsAnsweredWithAmqp()
    {
        using var bench = new FrontBench();
        using var client = await RawConnection.ConnectAsync(bench.Port);
        await client.SendAsync((byte[])[.. Frames.SaslHeader, .. Frames.SaslInit, .. Frames.SaslHeader]);
        Assert.Equal(Frames.SaslHeader, await client.ReadAsync(8));
        Assert.Equal(0x40, (await client.FrameAsync())!.Value.Code);
        Assert.Equal(0x44, (await client.FrameAsync())!.Value.Code);
        Assert.Equal(Frames.AmqpHeader, await client.ReadAsync(9));
    }

    [Theory]
    [InlineData("00534445")] // an outcome
    [InlineData("005341C0050140")] // shorter than it says
    [InlineData("005341C0030150FF")] // a mechanism that is no text
    [InlineData("00000000")]
    public async Task Sasl_WithAFrameThatIsNoInit_IsEnded(string body)
    {
        using var bench = new FrontBench();
        using var client = await RawConnection.ConnectAsync(bench.Port);
        await client.SendAsync((byte[])[.. Frames.SaslHeader, .. Frames.Frame(0, Convert.FromHexString(body), type: 1)]);
        await client.ReadToEndAsync();
    }

    [Fact]
    public async Task Sasl_WithAnUnknownMechanism_IsRefusedWithItsCode()
    {
        using var bench = new FrontBench();
        using var client = await RawConnection.ConnectAsync(bench.Port);
        await client.SendAsync((byte[])[.. Frames.SaslHeader, .. Frames.Frame(0, Frames.Performative(0x41, 1, fields => fields.Symbol("PLAIN"u8)), type: 1)]);
        Assert.Equal(Frames.SaslHeader, await client.ReadAsync(8));
        await client.FrameAsync();
        var (code, outcome) = (await client.FrameAsync())!.Value;
        Assert.Equal(0x44, code);
        Assert.Equal(1, outcome[^1]);
        Assert.Null(await client.FrameAsync());
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n\r\n")]
    [InlineData("DELETE /q HTTP/1.1\r\n\r\n")]
    [InlineData("OPTIONS * HTTP/1.1\r\n\r\n")]
    public async Task Http_IsHandedOverWithNothingReadFromIt(string request)
    {
        var given = new TaskCompletionSource<Socket>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var bench = new FrontBench(http: given.SetResult);
        using var client = await RawConnection.ConnectAsync(bench.Port);
        await client.SendAsync(Encoding.ASCII.GetBytes(request[..2]));
        await client.SendAsync(Encoding.ASCII.GetBytes(request[2..]));
        using var socket = await given.Task.WaitAsync(Deadline, Token);
        var read = new byte[request.Length];
        for (var got = 0; got < read.Length;)
            got += await socket.ReceiveAsync(read.AsMemory(got), Token);
        Assert.Equal(request, Encoding.ASCII.GetString(read));
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n\r\n")] // nobody takes it
    [InlineData("AMQX")]
    [InlineData("G!")]
    [InlineData("\u0016\u0003\u0001\u0002")] // TLS
    [InlineData("SSH-2.0-x")]
    public async Task UnknownFirstBytes_AreClosed(string text)
    {
        using var bench = new FrontBench();
        using var client = await RawConnection.ConnectAsync(bench.Port);
        await client.SendAsync(Encoding.Latin1.GetBytes(text));
        Assert.Empty(await client.ReadAsync(1));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(20)]
    public async Task Handshake_ThatStops_IsEndedInTime(int sent)
    {
        using var bench = new FrontBench(new BrokerLimits { FirstBytesTime = Soon, HandshakeTime = Soon });
        using var client = await RawConnection.ConnectAsync(bench.Port);
        await client.SendAsync(((byte[])[.. Frames.AmqpHeader, .. Frames.Open]).AsMemory(0, sent));
        await client.ReadToEndAsync();
        await UntilAsync(() => bench.Connections == 0);
    }

    [Fact]
    public async Task Handshakes_AboveTheirNumber_DropTheOldestAndLetTheNewOneIn()
    {
        using var bench = new FrontBench(new BrokerLimits { Handshakes = 10 });
        var silent = new List<RawConnection>();
        for (var i = 0; i < 30; i++)
            silent.Add(await RawConnection.ConnectAsync(bench.Port));
        using var client = await RawConnection.OpenAsync(bench.Port);
        Assert.Empty(await silent[0].ReadAsync(1));
        Assert.Equal(1, bench.Connections);
        silent.ForEach(connection => connection.Dispose());
    }

    [Fact]
    public async Task Connections_AboveTheirNumber_AreToldTheReason()
    {
        using var bench = new FrontBench(new BrokerLimits { Connections = 1 });
        using var first = await RawConnection.OpenAsync(bench.Port);
        using var second = await RawConnection.ConnectAsync(bench.Port);
        await second.SendAsync((byte[])[.. Frames.AmqpHeader, .. Frames.Open]);
        await second.ReadAsync(8);
        var close = await second.FrameAsync(0x18);
        Assert.Contains("resource-limit-exceeded", Encoding.ASCII.GetString(close!), StringComparison.Ordinal);
        Assert.True(await first.TrySendAsync(Frames.Empty));
    }

    [Fact]
    public async Task Connection_ThatSendsNothing_IsClosedAfterTheIdleTime()
    {
        using var bench = new FrontBench(new BrokerLimits { IdleTime = TimeSpan.FromSeconds(1) });
        using var client = await RawConnection.OpenAsync(bench.Port);
        Assert.NotNull(await client.FrameAsync(0x18));
    }

    [Fact]
    public async Task FrameThatIsNotAllowed_IsToldAsAFramingError()
    {
        using var bench = new FrontBench();
        using var client = await RawConnection.OpenAsync(bench.Port);
        await client.SendAsync((byte[])[0xFF, 0xFF, 0xFF, 0xFF, 2, 0, 0, 0]);
        Assert.Contains("framing-error", Encoding.ASCII.GetString((await client.FrameAsync(0x18))!), StringComparison.Ordinal);
        await client.ReadToEndAsync();
    }

    [Theory]
    [InlineData(5)] // links of a session
    [InlineData(1000)]
    public async Task Endpoints_AboveTheirNumber_EndTheSessionOrConnectionOnly(int linksOfSession)
    {
        using var bench = new FrontBench(new BrokerLimits { LinksOfSession = linksOfSession, LinksOfConnection = 20, Sessions = 3 });
        using var client = await RawConnection.OpenAsync(bench.Port);
        for (uint i = 0; i < 30; i++)
            await client.SendAsync(Frames.AttachSender("$cbs", i));
        Assert.NotNull(await client.FrameAsync(0x17));
        using var other = await RawConnection.OpenAsync(bench.Port);
        for (ushort i = 1; i < 10; i++)
            await other.SendAsync(Frames.Begin(i));
        Assert.NotNull(await other.FrameAsync(0x18));
    }

    [Fact]
    public async Task Listen_IsOnBothLoopbackAddresses_AndOnATakenPortFails()
    {
        using var bench = new FrontBench();
        foreach (var address in new[] { IPAddress.Loopback, IPAddress.IPv6Loopback }.Where(HasAddress))
        {
            using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(new IPEndPoint(address, bench.Port), Token);
        }
        Assert.Throws<IOException>(() => LoopbackSockets.Listen(bench.Port));
    }

    [Fact]
    public async Task HandlerThatFails_EndsItsConnectionOnly()
    {
        using var bench = new FrontBench(http: _ => throw new InvalidOperationException("wrong"));
        using var http = await RawConnection.ConnectAsync(bench.Port);
        await http.SendAsync(Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\n\r\n"));
        Assert.Empty(await http.ReadAsync(1));
        using var amqp = await RawConnection.OpenAsync(bench.Port);
    }

    [Fact]
    public async Task Close_EndsEveryConnectionPromptly()
    {
        var bench = new FrontBench();
        var clients = new List<RawConnection>();
        for (var i = 0; i < 20; i++)
            clients.Add(await RawConnection.OpenAsync(bench.Port));
        for (var i = 0; i < 20; i++)
            clients.Add(await RawConnection.ConnectAsync(bench.Port));
        await Task.Run(bench.Dispose).WaitAsync(Deadline, Token);
        foreach (var client in clients)
        {
            await client.ReadToEndAsync();
            client.Dispose();
        }
        Assert.Equal(0, bench.Connections);
        await Assert.ThrowsAnyAsync<SocketException>(() => RawConnection.ConnectAsync(bench.Port));
    }

    private static bool HasAddress(IPAddress address)
    {
        try
        {
            using var probe = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            probe.Bind(new IPEndPoint(address, 0));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static async Task UntilAsync(Func<bool> condition)
    {
        var watch = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(watch.Elapsed < Deadline, "The condition did not come true in time.");
            await Task.Yield();
        }
    }
}
