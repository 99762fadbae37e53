using System.Net;
using Microsoft.Extensions.Options;
using Relay.Functions.Deliver;
using Relay.Functions.Hosting;

namespace Relay.Functions.Tests.Deliver;

/// <summary>Endpoints by literal address, in every spelling that <see cref="Uri"/> reads; no name is looked up.</summary>
public sealed class EndpointRulesTests
{
    [Theory]
    [InlineData("https://8.8.8.8/relay")]
    [InlineData("https://8.8.8.8:8443/relay?x=1")]
    [InlineData("https://[2606:4700:4700::1111]/")]
    [InlineData("https://134744072/")] // 8.8.8.8 as one number
    public async Task Check_HttpsOnAPublicAddress_IsAllowed(string endpoint)
    {
        Assert.Null(await CheckAsync(endpoint, allowLoopback: false));
        Assert.Null(await CheckAsync(endpoint, allowLoopback: true));
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.1")]
    [InlineData("127.0.1")]
    [InlineData("2130706433")]
    [InlineData("0x7f.1")]
    [InlineData("0x7f000001")]
    [InlineData("0x7F.0x0.0x0.0x1")]
    [InlineData("0177.0.0.1")]
    [InlineData("017700000001")]
    [InlineData("[::1]")]
    [InlineData("[0:0:0:0:0:0:0:1]")]
    [InlineData("[::ffff:127.0.0.1]")]
    [InlineData("[::ffff:7f00:1]")]
    [InlineData("\uFF11\uFF12\uFF17.0.0.1")] // full-width digits
    [InlineData("127\u30020\u30020\u30021")] // ideographic full stops
    public async Task Check_LoopbackInAnySpelling_IsAllowedOnlyBySetting(string host)
    {
        foreach (var scheme in (string[])["http", "https"])
        {
            Assert.NotNull(await CheckAsync($"{scheme}://{host}:8080/relay", allowLoopback: false));
            if (Uri.TryCreate($"{scheme}://{host}:8080/relay", UriKind.Absolute, out var uri) && IPAddress.TryParse(uri.IdnHost.Trim('[', ']'), out _))
                Assert.Null(await CheckAsync($"{scheme}://{host}:8080/relay", allowLoopback: true));
        }
    }

    [Theory]
    [InlineData("10.0.0.1")]
    [InlineData("167772161")] // 10.0.0.1
    [InlineData("0xa000001")]
    [InlineData("012.1")]
    [InlineData("192.168.1.1")]
    [InlineData("172.16.5")]
    [InlineData("169.254.169.254")]
    [InlineData("2852039166")] // 169.254.169.254
    [InlineData("0xA9FEA9FE")]
    [InlineData("[::ffff:169.254.169.254]")]
    [InlineData("[::ffff:a9fe:a9fe]")]
    [InlineData("[64:ff9b::169.254.169.254]")]
    [InlineData("[2002:a9fe:a9fe::1]")]
    [InlineData("[fd00:ec2::254]")]
    [InlineData("[fe80::1]")]
    [InlineData("168.63.129.16")]
    [InlineData("0.0.0.0")]
    [InlineData("0")]
    [InlineData("[::]")]
    [InlineData("255.255.255.255")]
    [InlineData("10.0.0.1.")] // trailing dot
    [InlineData("0251.0376.0251.0376")] // 169.254.169.254 in octal
    [InlineData("0xa9.0xfe.0xa9.0xfe")]
    [InlineData("169.16689662")]
    [InlineData("1684275200")] // 100.100.0.0
    [InlineData("100.64.0.1")]
    [InlineData("192.0.0.192")]
    [InlineData("198.19.255.255")]
    [InlineData("0xA83F8110")] // 168.63.129.16
    [InlineData("[::ffff:168.63.129.16]")]
    [InlineData("[64:ff9b::a83f:8110]")]
    [InlineData("[2001:0:a9fe:a9fe::1]")] // Teredo
    [InlineData("[::169.254.169.254]")] // IPv4-compatible
    [InlineData("[fe80::1%25eth0]")]
    [InlineData("[fd00::1]")]
    [InlineData("[ff02::1]")]
    [InlineData("224.0.0.1")]
    [InlineData("%31%30.0.0.1")] // 10.0.0.1, encoded
    [InlineData("\uFF11\uFF10.0.0.1")] // full-width digits
    [InlineData("\u2460\u24EA.0.0.1")] // circled digits
    [InlineData("169\u3002254\uFF0E169\uFF61254")] // three other full stops
    public async Task Check_InternalAddress_IsNeverAllowed(string host)
    {
        foreach (var scheme in (string[])["http", "https"])
        {
            Assert.NotNull(await CheckAsync($"{scheme}://{host}/", allowLoopback: false));
            Assert.NotNull(await CheckAsync($"{scheme}://{host}/", allowLoopback: true));
        }
    }

    [Theory]
    [InlineData("http://8.8.8.8/")]
    [InlineData("ftp://8.8.8.8/")]
    [InlineData("ws://8.8.8.8/")]
    [InlineData("ftp://127.0.0.1/")]
    [InlineData("https://user@8.8.8.8/")]
    [InlineData("https://user:password@8.8.8.8/")]
    [InlineData("https://8.8.8.8/#part")]
    [InlineData("https://127.0.0.1@8.8.8.8/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("file://8.8.8.8/share")]
    [InlineData("mailto:ana@example.org")]
    [InlineData("urn:relay:endpoint")]
    [InlineData("data:text/plain,hello")]
    [InlineData("net.pipe://8.8.8.8/relay")]
    public async Task Check_AnotherFormOfAddress_IsNotAllowed(string endpoint) => Assert.NotNull(await CheckAsync(endpoint, allowLoopback: true));

    [Fact]
    public async Task Check_HostNameThatIsTooLong_IsARuleAndNoException() =>
        Assert.NotNull(await CheckAsync($"https://{string.Join('.', Enumerable.Repeat(new string('a', 60), 5))}/", allowLoopback: true));

    [Theory]
    [InlineData("8.8.8.8", true, true)]
    [InlineData("127.0.0.1", false, true)]
    [InlineData("::1", false, true)]
    [InlineData("::ffff:127.0.0.1", false, true)]
    [InlineData("10.0.0.1", false, false)]
    [InlineData("::ffff:10.0.0.1", false, false)]
    public void IsAllowed_Address_DependsOnTheSettingForLoopbackOnly(string address, bool expected, bool withLoopback)
    {
        Assert.Equal(expected, Rules(false).IsAllowed(IPAddress.Parse(address)));
        Assert.Equal(withLoopback, Rules(true).IsAllowed(IPAddress.Parse(address)));
    }

    [Theory]
    [InlineData("8.8.8.8", null)]
    [InlineData("8.8.8.8 2606:4700:4700::1111", null)]
    [InlineData("8.8.8.8 10.0.0.1", "a host whose addresses are all public")]
    [InlineData("10.0.0.1 8.8.8.8", "a host whose addresses are all public")]
    [InlineData("8.8.8.8 fd00:ec2::254", "a host whose addresses are all public")]
    [InlineData("8.8.8.8 127.0.0.1", "a host whose addresses are all public")]
    [InlineData("", "a host name that resolves")]
    public async Task Check_Name_IsAllowedOnlyWhenAllItsAddressesAre(string addresses, string? rule)
    {
        var names = new FakeNames(addresses.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        var rules = new EndpointRules(Options.Create(new RelayOptions()), names);
        Assert.Equal(rule, await rules.CheckAsync(new Uri("https://partner.example/relay"), TestContext.Current.CancellationToken));
        Assert.Equal(1, names.Asked);
    }

    // What Uri does not read at all never reaches the rules; that is a refusal, too.
    private static async Task<string?> CheckAsync(string endpoint, bool allowLoopback) =>
        Uri.TryCreate(endpoint, UriKind.Absolute, out var uri) ? await Rules(allowLoopback).CheckAsync(uri, TestContext.Current.CancellationToken) : "not an address";

    private static EndpointRules Rules(bool allowLoopback) => new(Options.Create(new RelayOptions { AllowLoopbackEndpoints = allowLoopback }), new SystemNames());
}
