using System.Net;
using System.Net.Sockets;
using Relay.Local.Conformance.Points;
using Relay.Local.Conformance.Reports;
using Relay.Local.Conformance.Tests.Partners;
using Relay.Local.Sandbox.Transport;

namespace Relay.Local.Conformance.Tests;

/// <summary>Endpoints whose TLS is not what it must be; nothing else can then be said of them.</summary>
public sealed class TlsTests
{
    [Fact]
    public async Task Certificate_ThatNobodyTrusts_FailsItsPoint()
    {
        using var certificates = SandboxCertificates.Create();
        await using var kit = await Kit.StartAsync();
        await using var partner = await FlawedPartner.StartAsync(kit.Server.Address, certificate: certificates.First);

        AssertOnly("TLS-02", await kit.RunAsync(Kit.OptionsFor(partner, "", "TLS", "SIG")));
    }

    [Fact]
    public async Task Server_WithoutTls_FailsTheHandshake()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var answering = AnswerAsync(listener);
        await using var kit = await Kit.StartAsync();

        AssertOnly("TLS-01", await kit.RunAsync(new ConformanceOptions
        {
            Endpoint = new Uri($"https://{listener.LocalEndpoint}/relay"),
            AllowLoopback = true,
            Only = ["TLS", "SIG"],
        }));

        listener.Stop();
        await Assert.ThrowsAnyAsync<Exception>(() => answering);
    }

    private static void AssertOnly(string failed, ConformanceReport report)
    {
        Assert.Equal([failed], report.Ids(PointResult.Failed));
        Assert.Equal($"depends on {failed}, which failed", report.Points.First(point => point.Id == "SIG-05").Observed);
        Assert.Equal(PointResult.Failed, report.Verdict);
    }

    private static async Task AnswerAsync(TcpListener listener)
    {
        while (true)
        {
            using var client = await listener.AcceptTcpClientAsync();
            await client.GetStream().WriteAsync("HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray());
        }
    }
}
