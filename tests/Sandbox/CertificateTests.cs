using System.Security.Authentication;
using System.Security.Cryptography;
using Relay.Local.Sandbox.Transport;

namespace Relay.Local.Sandbox.Tests;

/// <summary>The endpoint with TLS.</summary>
public sealed class CertificateTests
{
    [Fact]
    public async Task Certificate_Changed_IsPresentedOnNewAndOldConnections()
    {
        using var certificates = SandboxCertificates.Create();
        await using var partner = await SandboxPartner.StartAsync(new SandboxOptions { Certificates = certificates });
        using var http = Trusting(certificates.First.GetCertHashString(HashAlgorithmName.SHA256));
        Assert.Equal(200, await PostAsync(http, partner));

        partner.Profile = new SandboxProfile(SandboxFault.CertificateChange);
        var refused = await Assert.ThrowsAsync<HttpRequestException>(() => PostAsync(http, partner));
        Assert.IsType<AuthenticationException>(refused.InnerException);

        partner.Profile = SandboxProfile.Healthy;
        Assert.Equal(200, await PostAsync(http, partner));
        Assert.Equal(2, partner.Record.Counts.Envelopes);
    }

    [Fact]
    public async Task Certificate_SelfSigned_IsRefusedByWhoTrustsTheSystemsOnly()
    {
        using var certificates = SandboxCertificates.Create();
        await using var partner = await SandboxPartner.StartAsync(new SandboxOptions { Certificates = certificates });
        using var http = new HttpClient();

        var refused = await Assert.ThrowsAsync<HttpRequestException>(() => PostAsync(http, partner));

        Assert.IsType<AuthenticationException>(refused.InnerException);
        Assert.Equal("https", partner.Endpoint.Scheme);
    }

    private static async Task<int> PostAsync(HttpClient http, SandboxPartner partner)
    {
        using var answer = await http.PostAsync(partner.Endpoint, new ByteArrayContent(Caller.Body(Caller.Ids(1))));
        return (int)answer.StatusCode;
    }

    private static HttpClient Trusting(string pinned) => new(new HttpClientHandler
    {
        ServerCertificateCustomValidationCallback = (_, presented, _, _) => presented?.GetCertHashString(HashAlgorithmName.SHA256) == pinned,
    });
}
