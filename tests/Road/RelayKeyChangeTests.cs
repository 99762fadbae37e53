using System.Text.Json;
using Relay.Client.Envelopes;
using Relay.Road.Tests.Fixtures;
using Relay.Signatures;

namespace Relay.Road.Tests;

/// <summary>The relay changes its own signing key by the clock, while it delivers.</summary>
public sealed class RelayKeyChangeTests(RelayKeyChangeTests.ChangingStack fixture) : IClassFixture<RelayKeyChangeTests.ChangingStack>
{
    [Fact]
    public async Task Change_WhileDelivering_IsVerifiedByPartnersAndLosesNothing()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        await using var b = await TestPartner.StartAsync(fixture.Stack);
        await a.OptInAsync("ana");
        await b.OptInAsync("ben");
        var published = await a.Client.GetRelayKeysAsync();
        Assert.Contains(published.Keys, key => key.Kid == ChangingStack.NextKeyId && key.NotBefore is not null);
        var sent = new List<Guid>();
        var signers = new List<string>();

        await Eventually.TrueAsync(
            async () =>
            {
                var envelope = a.Envelope("ana", b, "ben");
                var result = await a.SendAsync(envelope);
                Assert.Equal(SendStatus.Accepted, result.Status);
                sent.Add(envelope.Id);
                signers.Add(KeyIdOf(result.Receipt!.Token));
                // Some more after the change.
                return signers.Count(signer => signer == ChangingStack.NextKeyId) >= 20;
            },
            "the relay signs with its next key");

        await Eventually.TrueAsync(() => b.Received.Count >= sent.Count, $"all {sent.Count} arrive");
        Assert.Equal(sent, b.Received.Select(envelope => envelope.Id));
        Assert.Equal((0, 0), (a.Forged, b.Forged));
        // There is one change, and no way back.
        Assert.Equal(signers.Order(StringComparer.Ordinal), signers);
    }

    private static string KeyIdOf(string token)
    {
        using var header = JsonDocument.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(token.Split('.')[0]));
        return header.RootElement.GetProperty("kid").GetString()!;
    }

    /// <summary>A stack whose relay signs with another key soon after it has started.</summary>
    public sealed class ChangingStack : StackFixture
    {
        public const string NextKeyId = "relay-2";

        protected override Dictionary<string, string> Settings
        {
            get
            {
                using var next = SigningKey.CreateEd25519(NextKeyId);
                return new Dictionary<string, string>(base.Settings)
                {
                    ["Relay__SigningKeys__1__KeyId"] = NextKeyId,
                    ["Relay__SigningKeys__1__Pem"] = next.ExportPkcs8Pem(),
                    ["Relay__SigningKeys__1__NotBefore"] = DateTimeOffset.UtcNow.AddSeconds(25).ToString("O", System.Globalization.CultureInfo.InvariantCulture),
                };
            }
        }
    }
}
