using System.Text.Json;
using Relay.Road.Tests.Fixtures;

namespace Relay.Road.Tests;

/// <summary>A relay that tells Azure Monitor, which here is a receiver of this test.</summary>
public sealed class AzureMonitorStack : StackFixture
{
    public IngestionReceiver Receiver { get; } = new();

    protected override Dictionary<string, string> Settings => new(base.Settings.Concat(Receiver.Settings));

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Receiver.DisposeAsync();
    }
}

/// <summary>Azure Monitor gets the spans of one trace as one operation, and no user.</summary>
public sealed class AzureMonitorTests(AzureMonitorStack fixture) : IClassFixture<AzureMonitorStack>
{
    private const string Ana = "ana.the.sender.4711";
    private const string Ben = "ben.the.recipient.815";

    [Fact]
    public async Task Spans_OfOneEnvelope_AreOneOperation_WithoutItsUsers()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack, lanes: 1);
        await using var b = await TestPartner.StartAsync(fixture.Stack, lanes: 1);
        await a.OptInAsync(Ana);
        await b.OptInAsync(Ben);
        await a.SendAsync(a.Envelope(Ana, b, Ben));

        await Eventually.TrueAsync(() => Operations("SendEnvelopes").Any() && Operations("partner.call").Any(), "request and call are told");

        Assert.Equal(Operations("SendEnvelopes"), Operations("partner.call"));
        Assert.All(fixture.Receiver.Lines, line =>
        {
            Assert.DoesNotContain(Ana, line, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(Ben, line, StringComparison.OrdinalIgnoreCase);
        });
    }

    // The operation ids of what was told under a name.
    private IEnumerable<string> Operations(string name)
    {
        foreach (var line in fixture.Receiver.Lines)
        {
            using var told = JsonDocument.Parse(line);
            var data = told.RootElement.GetProperty("data").GetProperty("baseData");
            if (data.TryGetProperty("name", out var named) && named.GetString() == name)
                yield return told.RootElement.GetProperty("tags").GetProperty("ai.operation.id").GetString()!;
        }
    }
}
