using System.Net;
using System.Text;
using Relay.Client.Envelopes;
using Relay.Client.Webhooks;

namespace Relay.Local.Sandbox.Tests;

/// <summary>What the sandbox takes and remembers while nothing is wrong with it.</summary>
public sealed class RecordTests : IDisposable
{
    private static readonly UserAddress Ana = new(Caller.Sender, "ana");

    private readonly Caller _caller = new();

    [Fact]
    public async Task Batch_Taken_IsAnsweredOneByOneAndRecordedInOrder()
    {
        await using var partner = await SandboxPartner.StartAsync(new SandboxOptions());
        var ids = Caller.Ids(4);

        var results = await _caller.ResultsAsync(partner.Endpoint, Caller.Body(ids, "ben", "bea"));

        Assert.Equal(ids, results.Select(result => result.Id));
        Assert.All(results, result => Assert.Equal(DeliveryStatus.Accepted, result.Status));
        Assert.Equal(ids, partner.Record.Arrivals.Select(arrived => arrived.Id));
        Assert.All(partner.Record.Arrivals, arrived => Assert.Equal("batch-1", arrived.WebhookId));
        Assert.Equal([ids[0], ids[2]], partner.Record.FirstArrivals(Ana, new UserAddress(Caller.Recipient, "ben")));
        Assert.Equal([ids[1], ids[3]], partner.Record.FirstArrivals(Ana, new UserAddress(Caller.Recipient, "bea")));
        Assert.Equal(new SandboxCounts { Calls = 1, Batches = 1, Envelopes = 4 }, partner.Record.Counts);
    }

    [Fact]
    public async Task Envelope_Repeated_IsCountedAndNotAFirstArrival()
    {
        await using var partner = await SandboxPartner.StartAsync(new SandboxOptions());
        var ids = Caller.Ids(2);
        await _caller.ResultsAsync(partner.Endpoint, Caller.Body([ids[0]]));

        await _caller.ResultsAsync(partner.Endpoint, Caller.Body(ids));

        Assert.Equal([false, true, false], partner.Record.Arrivals.Select(arrived => arrived.IsRepeat));
        Assert.Equal(ids, partner.Record.FirstArrivals(Ana, new UserAddress(Caller.Recipient, "ben")));
        Assert.Equal((2, 1), (partner.Record.Counts.Envelopes, partner.Record.Counts.Repeats));
    }

    [Fact]
    public async Task Answer_WithoutContent_Is204()
    {
        await using var partner = await SandboxPartner.StartAsync(new SandboxOptions { AnswersWithoutContent = true });

        using var answer = await _caller.PostAsync(partner.Endpoint, Caller.Body(Caller.Ids(1)));

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal(1, partner.Record.Counts.Envelopes);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("{\"batch\":\"1\",\"class\":\"normal\",\"envelopes\":[{}]}")]
    [InlineData("{\"type\":\"receipts\",\"receipts\":[]}")]
    public async Task Body_ThatIsNoDelivery_IsRefusedAndCounted(string body)
    {
        await using var partner = await SandboxPartner.StartAsync(new SandboxOptions());

        using var answer = await _caller.PostAsync(partner.Endpoint, Encoding.UTF8.GetBytes(body));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(new SandboxCounts { Calls = 1, Malformed = 1 }, partner.Record.Counts);
    }

    [Fact]
    public async Task Delivery_WithoutTheRelaysSignature_IsRefusedWhereSignaturesAreChecked()
    {
        await using var partner = await SandboxPartner.StartAsync(new SandboxOptions { Relay = new Uri("http://localhost:1/") });

        using var answer = await _caller.PostAsync(partner.Endpoint, Caller.Body(Caller.Ids(1)));

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal(new SandboxCounts { Calls = 1, Unverified = 1 }, partner.Record.Counts);
    }

    [Fact]
    public async Task Record_Cleared_IsEmptyAndTakesTheSameEnvelopeAsNew()
    {
        await using var partner = await SandboxPartner.StartAsync(new SandboxOptions());
        var body = Caller.Body(Caller.Ids(1));
        await _caller.ResultsAsync(partner.Endpoint, body);

        partner.Record.Clear();

        Assert.Empty(partner.Record.Arrivals);
        Assert.Equal(new SandboxCounts(), partner.Record.Counts);
        await _caller.ResultsAsync(partner.Endpoint, body);
        Assert.Equal(0, partner.Record.Counts.Repeats);
    }

    public void Dispose() => _caller.Dispose();
}
