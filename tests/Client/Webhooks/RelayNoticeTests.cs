using Relay.Client.Webhooks;

namespace Relay.Client.Tests.Webhooks;

public sealed class RelayNoticeTests
{
    private const string Receipts =
        """{"type":"receipts","cursor":"c","receipts":[{"id":"0190a000-0000-7000-8000-000000000001","state":"delivered","to":"whatsapp","acceptedAt":"2027-01-15T08:00:00Z","endedAt":"2027-01-15T08:00:01Z"}]}""";

    [Fact]
    public async Task VerifyNotice_OfReceiptsOrAnEvent_ReadsThem()
    {
        await using var deliveries = await Deliveries.StartAsync();

        var receipts = await deliveries.Verifier.VerifyNoticeAsync(deliveries.Sign(Receipts), TestContext.Current.CancellationToken);
        var told = await deliveries.Verifier.VerifyNoticeAsync(
            deliveries.Sign("""{"type":"breaker.opened","at":"2027-01-15T08:00:00Z","facts":{"reason":"timed-out"}}"""), TestContext.Current.CancellationToken);

        Assert.True(receipts.IsValid);
        Assert.Equal(("c", "delivered"), (receipts.Notice.Cursor, receipts.Notice.Receipts![0].State));
        Assert.Equal(("breaker.opened", "timed-out"), (told.Notice!.Type, told.Notice.Facts!["reason"]));
    }

    [Fact]
    public async Task VerifyNotice_Repeated_IsRefused()
    {
        await using var deliveries = await Deliveries.StartAsync();
        var request = deliveries.Sign(Receipts);
        await deliveries.Verifier.VerifyNoticeAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(WebhookOutcome.Replayed, (await deliveries.Verifier.VerifyNoticeAsync(request, TestContext.Current.CancellationToken)).Outcome);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"type":"receipts","cursor":"c"}""")]
    [InlineData("""{"type":"receipts","receipts":[{"id":"x"}]}""")]
    [InlineData("""{"type":"receipts","cursor":"1","receipts":[null]}""")]
    public async Task VerifyNotice_OfAnotherForm_IsMalformed(string body)
    {
        await using var deliveries = await Deliveries.StartAsync();

        Assert.Equal(WebhookOutcome.BodyMalformed, (await deliveries.Verifier.VerifyNoticeAsync(deliveries.Sign(body), TestContext.Current.CancellationToken)).Outcome);
    }
}
