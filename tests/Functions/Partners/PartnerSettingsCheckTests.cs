using Azure.Messaging.ServiceBus;
using Microsoft.Extensions.Options;
using Relay.Functions.Deliver;
using Relay.Functions.Hosting;
using Relay.Functions.Partners;
using Relay.Functions.Queue;
using Relay.Functions.Tests.Deliver;
using Relay.Signatures;

namespace Relay.Functions.Tests.Partners;

public sealed class PartnerSettingsCheckTests
{
    private const string Endpoint = "https://8.8.8.8/relay";

    private static readonly JsonWebKey Key = NewKey("whatsapp-1");

    private static readonly PartnerSettings Good = new("live", Endpoint, [Key], ["text", "media"], 8);

    [Fact]
    public async Task Check_GoodSettings_GivesTheRecord()
    {
        var (record, problem) = await CheckAsync(Good);
        Assert.Null(problem);
        Assert.Equal(("whatsapp", PartnerStatus.Live, new Uri(Endpoint), 8), (record!.Name, record.Status, record.Endpoint, record.Lanes));
        Assert.Equal(["text", "media"], record.Capabilities);
        Assert.Equal(["whatsapp-1"], record.VerificationKeys.Keys);
    }

    [Fact]
    public async Task Check_OptionalPartsLeftOut_TakesDefaultsAndWhatIsThere()
    {
        var (record, _) = await CheckAsync(Good with { Capabilities = null, Lanes = null });
        Assert.Equal((4, 0), (record!.Lanes, record.Capabilities.Count));

        (record, _) = await CheckAsync(Good with { Lanes = null }, present: record! with { Lanes = 16 });
        Assert.Equal(16, record!.Lanes);
    }

    [Fact]
    public async Task Check_Namespaces_AreAllAtFirst_AndStayWhenLeftOut()
    {
        Assert.Equal([0, 1, 2], (await CheckAsync(Good, namespaces: [2, 0, 1])).Record!.Namespaces);
        var present = (await CheckAsync(Good with { Namespaces = [2, 1] })).Record!;
        Assert.Equal([1, 2], present.Namespaces);
        Assert.Equal([1, 2], (await CheckAsync(Good, present: present)).Record!.Namespaces);
        // Those that the relay has no more are left as they are too, and are no choice.
        Assert.Equal([1, 2], (await CheckAsync(Good, present: present, namespaces: [0])).Record!.Namespaces);
        Assert.Equal([1, 2], (await CheckAsync(Good with { Namespaces = [1, 2] }, present: present, namespaces: [0])).Record!.Namespaces);
        Assert.NotNull((await CheckAsync(Good with { Namespaces = [1] }, present: present, namespaces: [0])).Problem);
    }

    [Theory]
    [InlineData()]
    [InlineData(3)]
    [InlineData(-1)]
    [InlineData(0, 0)]
    [InlineData(0, 16)]
    public async Task Check_NamespacesThatAreNone_AreMalformed(params int[] numbers)
    {
        var (_, problem) = await CheckAsync(Good with { Namespaces = numbers });
        Assert.Equal(("namespaces", "at least one of 0, 1, 2, each once"), (problem?.Field, problem?.Rule));
    }

    [Theory]
    [InlineData(null, null, DeliveryMode.Push)]
    [InlineData("push", null, DeliveryMode.Push)]
    [InlineData("pull", null, DeliveryMode.Pull)]
    [InlineData(null, "pull", DeliveryMode.Pull)]
    [InlineData("push", "pull", DeliveryMode.Push)]
    public async Task Check_Mode_IsKeptWhenLeftOut(string? wanted, string? present, DeliveryMode expected)
    {
        var record = present is null ? null : (await CheckAsync(Good with { Mode = present })).Record;
        Assert.Equal(expected, (await CheckAsync(Good with { Mode = wanted }, present: record)).Record!.Mode);
    }

    [Fact]
    public async Task Check_PullWithoutEndpoint_IsAllowed() => Assert.Null((await CheckAsync(Good with { Mode = "pull", Endpoint = null })).Problem);

    [Theory]
    [InlineData("both")]
    [InlineData("")]
    public async Task Check_OtherMode_IsMalformed(string mode) => Assert.Equal("mode", (await CheckAsync(Good with { Mode = mode })).Problem?.Field);

    [Theory]
    [InlineData(null, null)]
    [InlineData("https://8.8.8.8/events", null)]
    [InlineData("https://127.0.0.1/events", "eventsEndpoint")]
    [InlineData("http://8.8.8.8/events", "eventsEndpoint")]
    [InlineData("https://user@8.8.8.8/events", "eventsEndpoint")]
    [InlineData("events", "eventsEndpoint")]
    [InlineData("", "eventsEndpoint")]
    public async Task Check_EventsEndpoint_IsOptionalAndUnderTheRulesOfEndpoints(string? endpoint, string? field)
    {
        var (record, problem) = await CheckAsync(Good with { EventsEndpoint = endpoint });

        Assert.Equal(field, problem?.Field);
        Assert.Equal(field is null ? endpoint : null, record?.Events?.AbsoluteUri);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(512, true)]
    [InlineData(513, false)]
    [InlineData(-1, false)]
    public async Task Check_Lanes_AreBounded(int lanes, bool allowed) =>
        Assert.Equal(allowed ? null : "lanes", (await CheckAsync(Good with { Lanes = lanes })).Problem?.Field);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Active")]
    [InlineData("closed")]
    [InlineData("0")]
    public async Task Check_Status_IsOneOfTwoWords(string? status) =>
        Assert.Equal("status", (await CheckAsync(Good with { Status = status })).Problem!.Field);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("/relay")]
    [InlineData("8.8.8.8")]
    [InlineData("http://8.8.8.8/relay")]
    [InlineData("https://10.0.0.1/relay")]
    [InlineData("https://")]
    public async Task Check_Endpoint_IsHttpsAndPublic(string? endpoint) =>
        Assert.Equal("endpoint", (await CheckAsync(Good with { Endpoint = endpoint })).Problem!.Field);

    [Fact]
    public async Task Check_Keys_AreOneToEight()
    {
        Assert.Equal("keys", (await CheckAsync(Good with { Keys = null })).Problem!.Field);
        Assert.Equal("keys", (await CheckAsync(Good with { Keys = [] })).Problem!.Field);
        Assert.Null((await CheckAsync(Good with { Keys = Keys(8) })).Problem);
        Assert.Equal("keys", (await CheckAsync(Good with { Keys = Keys(9) })).Problem!.Field);
    }

    [Fact]
    public async Task Check_KeysLeftOutLater_AreKept()
    {
        var present = (await CheckAsync(Good with { Keys = Keys(3) })).Record;
        var (record, problem) = await CheckAsync(Good with { Keys = null }, present: present);
        Assert.Null(problem);
        Assert.Equal(present!.Keys, record!.Keys);
    }

    [Fact]
    public async Task Check_TimesOfAKey_AreKeptAndInOrder()
    {
        var (from, until) = (DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddDays(1));
        Assert.Equal(until, (await CheckAsync(Good with { Keys = [Key with { NotBefore = from, ExpiresAt = until }] })).Record!.Keys[0].ExpiresAt);
        Assert.Equal("keys[0].expiresAt", (await CheckAsync(Good with { Keys = [Key with { NotBefore = until, ExpiresAt = until }] })).Problem!.Field);
    }

    [Fact]
    public async Task Check_RootsAndCertificate_AreKept()
    {
        using var authority = new TestAuthority("partner root");
        var (record, _) = await CheckAsync(Good with { EndpointTrust = [authority.RootPem], MutualTls = new PartnerMutualTls("relay") });
        Assert.Equal("relay", record!.Tls!.Certificate);
        Assert.Equal([authority.RootPem], record.Tls.Roots);
        Assert.Null((await CheckAsync(Good with { EndpointTrust = [] })).Record!.Tls);
    }

    [Fact]
    public async Task Check_CertificateThatTheRelayDoesNotHave_IsMalformed()
    {
        Assert.Equal("mutualTls.certificate", (await CheckAsync(Good with { MutualTls = new PartnerMutualTls("other") })).Problem!.Field);
        Assert.Equal("mutualTls.certificate", (await CheckAsync(Good with { MutualTls = new PartnerMutualTls(null) })).Problem!.Field);
    }

    [Fact]
    public async Task Check_Roots_AreAtMostTwoSelfSignedCertificates()
    {
        using var authority = new TestAuthority("partner root");
        var (root, leaf) = (authority.RootPem, authority.Issue("partner.example", TestAuthority.ServerPurpose));
        var leafAlone = leaf[..leaf.IndexOf("-----BEGIN PRIVATE", StringComparison.Ordinal)];
        Assert.Equal("endpointTrust", (await CheckAsync(Good with { EndpointTrust = [root, root, root] })).Problem!.Field);
        foreach (var bad in (string[])["", "root", leaf, leafAlone, root + root, root + new string(' ', 8192)])
            Assert.Equal("endpointTrust[1]", (await CheckAsync(Good with { EndpointTrust = [root, bad] })).Problem!.Field);
    }

    [Theory]
    [InlineData("http://127.0.0.1/relay", null)]
    [InlineData(Endpoint, "http://127.0.0.1/events")]
    public async Task Check_CertificateOverHttp_IsMalformed(string endpoint, string? events)
    {
        var settings = Good with { Endpoint = endpoint, EventsEndpoint = events, MutualTls = new PartnerMutualTls("relay") };
        Assert.Equal("mutualTls", (await CheckAsync(settings, allowLoopback: true)).Problem!.Field);
    }

    [Fact]
    public async Task Check_BadKey_IsNamedByItsPlace()
    {
        Assert.Equal("keys[1]", (await CheckAsync(Good with { Keys = [Key, null!] })).Problem!.Field);
        Assert.Equal("keys[1]", (await CheckAsync(Good with { Keys = [Key, Key with { Kid = "whatsapp-2", X = "AAAA" }] })).Problem!.Field);
        Assert.Equal("keys[1].kid", (await CheckAsync(Good with { Keys = [Key, NewKey("whatsapp-1")] })).Problem!.Field);
        Assert.Equal("keys[0].kid", (await CheckAsync(Good with { Keys = [Key with { Kid = "whats/app" }] })).Problem!.Field);
    }

    [Fact]
    public async Task Check_Capabilities_AreAtMost32Words()
    {
        Assert.Null((await CheckAsync(Good with { Capabilities = [.. Enumerable.Repeat("text", 32)] })).Problem);
        Assert.Equal("capabilities", (await CheckAsync(Good with { Capabilities = [.. Enumerable.Repeat("text", 33)] })).Problem!.Field);
        Assert.Equal("capabilities", (await CheckAsync(Good with { Capabilities = ["two words"] })).Problem!.Field);
        Assert.Equal("capabilities", (await CheckAsync(Good with { Capabilities = [null!] })).Problem!.Field);
    }

    [Fact]
    public async Task Check_WithoutProtocolsAndFloors_IsSignalWithoutFloors()
    {
        var (record, _) = await CheckAsync(Good);
        Assert.Equal(["signal"], record!.Protocols);
        Assert.Empty(record.Floors);
    }

    [Fact]
    public async Task Check_ProtocolsAndFloors_AreKept()
    {
        PartnerFloor[] floors = [new("*", PostQuantum: true), new("instagram", ["mls"])];
        var (record, problem) = await CheckAsync(Good with { Protocols = ["signal", "mls"], Floors = floors });
        Assert.Null(problem);
        Assert.Equal(["signal", "mls"], record!.Protocols);
        Assert.Equal(floors, record.Floors);
    }

    public static TheoryData<string, string[]?, PartnerFloor[]?> WrongAgreements() => new()
    {
        { "protocols", [], null },
        { "protocols", ["omemo"], null },
        { "protocols", ["Signal"], null },
        { "protocols", ["signal", "signal"], null },
        { "protocols", [null!], null },
        { "floors", null, [.. Enumerable.Range(0, 65).Select(i => new PartnerFloor($"partner-{i}"))] },
        { "floors[0].partner", null, [null!] },
        { "floors[0].partner", null, [new PartnerFloor(null!)] },
        { "floors[0].partner", null, [new PartnerFloor("Instagram")] },
        { "floors[1].partner", null, [new PartnerFloor("*"), new PartnerFloor("*")] },
        { "floors[0].protocols", null, [new PartnerFloor("*", [])] },
        { "floors[1].protocols", null, [new PartnerFloor("*"), new PartnerFloor("instagram", ["omemo"])] },
    };

    [Theory]
    [MemberData(nameof(WrongAgreements))]
    public async Task Check_ProtocolsOrFloorsOfAnotherForm_AreNamed(string field, string[]? protocols, PartnerFloor[]? floors) =>
        Assert.Equal(field, (await CheckAsync(Good with { Protocols = protocols, Floors = floors })).Problem!.Field);

    [Fact]
    public async Task Check_PartnerOfAnotherForm_IsNamed() =>
        Assert.Equal("partner", (await CheckAsync(Good, name: "Whatsapp")).Problem!.Field);

    [Fact]
    public async Task Check_SenderCertificateRoots_AreNoneToFour()
    {
        Assert.Empty((await CheckAsync(Good)).Record!.SenderCertificateRoots);
        var four = (byte[][])[Root(9), Root(15), Root(16), Root(17)];
        Assert.Equal(four, (await CheckAsync(Good with { SenderCertificateRoots = four })).Record!.SenderCertificateRoots);
        var (_, problem) = await CheckAsync(Good with { SenderCertificateRoots = [.. four, Root(18)] });
        Assert.Equal(("senderCertificateRoots", 4L), (problem?.Field, problem?.Limit));
    }

    [Fact]
    public async Task Check_RootThatIsNoKey_IsNamedByItsPlace()
    {
        var good = Root(9);
        byte[] otherType = [6, .. good[1..]], unreduced = [5, .. Enumerable.Repeat((byte)255, 32)];
        foreach (var bad in (byte[]?[])[null, [], good[..32], [.. good, 0], otherType, unreduced, Root(0), Root(1), Root(2), good])
        {
            var problem = (await CheckAsync(Good with { SenderCertificateRoots = [good, bad!] })).Problem;
            Assert.Equal("senderCertificateRoots[1]", problem?.Field);
        }
    }

    // A u coordinate of few bits; 0 and 1 are of low order, 2 is on the twist.
    private static byte[] Root(byte u) => [5, u, .. new byte[31]];

    private static JsonWebKey NewKey(string kid)
    {
        using var key = SigningKey.CreateEd25519(kid);
        return key.Public.ToJwk();
    }

    private static List<JsonWebKey> Keys(int count) => [.. Enumerable.Range(1, count).Select(number => NewKey($"whatsapp-{number}"))];

    private static async Task<(PartnerRecord? Record, Problem? Problem)> CheckAsync(
        PartnerSettings settings, string name = "whatsapp", PartnerRecord? present = null, bool allowLoopback = false, int[]? namespaces = null)
    {
        using var authority = new TestAuthority("relay root");
        var delivery = new DeliveryOptions { ClientCertificates = [new() { Name = "relay", Pem = authority.Issue("relay", TestAuthority.ClientPurpose) }] };
        using var certificates = new ClientCertificates(Options.Create(delivery));
        var rules = new EndpointRules(Options.Create(new RelayOptions { AllowLoopbackEndpoints = allowLoopback }), new SystemNames());
        return await new PartnerSettingsCheck(rules, certificates, new QueueNamespaces([.. (namespaces ?? [0, 1, 2]).Select(number => KeyValuePair.Create<int, ServiceBusClient>(number, new FakeServiceBus()))])).CheckAsync(name, settings, present, TestContext.Current.CancellationToken);
    }
}
