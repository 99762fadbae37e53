using Relay.Functions.Ledger;
using Relay.Local.Sandbox;
using Relay.Local.Sandbox.Transport;
using Relay.Road.Tests.Fixtures;

namespace Relay.Road.Tests;

/// <summary>An https endpoint whose certificate changes: the relay delivers to a certificate that its machine trusts, and to no other.</summary>
public sealed class CertificateTests(CertificateTests.TrustingStack fixture) : IClassFixture<CertificateTests.TrustingStack>
{
    [Fact]
    public async Task Certificate_ThatIsNotTrusted_IsGivenNothing()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "SSL_CERT_FILE names the trusted certificates on Linux only.");
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        await using var b = await SandboxPeer.StartAsync(
            fixture.Stack, options: new SandboxOptions { Relay = fixture.Stack.Address, Certificates = fixture.Certificates });
        var traffic = new Traffic(a, b, "ben");
        await traffic.OptInAsync();
        await traffic.SendAsync(2);
        await traffic.ArrivesInOrderAsync();

        b.Sandbox.Profile = new SandboxProfile(SandboxFault.CertificateChange);
        b.Record.Clear();
        await traffic.SendAsync(3);
        await Eventually.TrueAsync(() => fixture.Parked(b.Name) == 3, "all are parked");
        Assert.Equal(0, b.Record.Counts.Calls);

        b.Sandbox.Profile = SandboxProfile.Healthy;
        await Eventually.TrueAsync(() => b.Record.Counts.Envelopes == 3, "they arrive over the trusted certificate");
        Assert.Equal(traffic.To("ben").Skip(2), b.Record.Arrivals.Select(arrived => arrived.Id));
        await Eventually.TrueAsync(async () => (await Finals.ReadAsync(fixture, a.Name)).Count == 5, "all have ended");
        Assert.All(await Finals.ReadAsync(fixture, a.Name), final => Assert.Equal(FinalState.Delivered, final.State));
    }

    /// <summary>A stack whose program trusts the first of two certificates.</summary>
    public sealed class TrustingStack : StackFixture
    {
        public TrustingStack()
        {
            TrustedPath = Path.GetTempFileName();
            Certificates.WriteFirst(TrustedPath);
        }

        public SandboxCertificates Certificates { get; } = SandboxCertificates.Create();

        protected override Dictionary<string, string> Settings => new(base.Settings) { ["SSL_CERT_FILE"] = TrustedPath };

        private string TrustedPath { get; }

        public override async ValueTask DisposeAsync()
        {
            await base.DisposeAsync();
            Certificates.Dispose();
            File.Delete(TrustedPath);
            GC.SuppressFinalize(this);
        }
    }
}
