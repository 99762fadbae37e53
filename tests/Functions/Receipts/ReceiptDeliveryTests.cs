using System.Globalization;
using Relay.Functions.Deliver;
using Relay.Functions.Partners;
using Relay.Functions.Receipts;
using Relay.Functions.Tests.Ledger;

namespace Relay.Functions.Tests.Receipts;

public sealed class ReceiptDeliveryTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly EventsPartners _partners = new();
    private readonly PartnerRecord _partner;

    public ReceiptDeliveryTests() => _partner = _partners.Add("instagram");

    private Ledgers Ledgers => _partners.Ledgers;

    [Fact]
    public async Task Step_WithEnds_PostsThemInTheDocumentedForm()
    {
        var id = Ledgers.Id();
        await Ledgers.Store.WriteAsync(Ledgers.Head(), [new(id, Functions.Ledger.FinalState.Expired, "time-to-live") { PossiblyDelivered = true }], None);
        Ledgers.Clock.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(ReceiptStep.Sent, await StepAsync());

        var body = Assert.Single(_partners.Calls).Body;
        var receipt = Assert.Single(body["receipts"]!.AsArray())!;
        Assert.Equal("receipts", (string)body["type"]!);
        Assert.Equal(_partners.Store.Cursor("instagram").Position, (string)body["cursor"]!);
        Assert.Equal(
            (id.ToString(), "expired", "time-to-live", "whatsapp", true),
            ((string)receipt["id"]!, (string)receipt["state"]!, (string)receipt["reason"]!, (string)receipt["to"]!, (bool)receipt["possiblyDelivered"]!));
        Assert.Equal(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero), DateTimeOffset.Parse((string)receipt["acceptedAt"]!, CultureInfo.InvariantCulture));
        Assert.Equal(ReceiptStep.Idle, await StepAsync());
        Assert.Single(_partners.Calls);
    }

    [Fact]
    public async Task Step_WithNothing_WritesTheCursorOnceAndThenRarely()
    {
        for (var i = 0; i < 100; i++)
        {
            Assert.Equal(ReceiptStep.Idle, await StepAsync());
            Ledgers.Clock.Advance(TimeSpan.FromSeconds(5));
        }

        Assert.Equal(1, _partners.Store.CursorWrites);
        Assert.Empty(_partners.Calls);
    }

    [Fact]
    public async Task Crash_AfterThePostAndBeforeTheCursor_PostsTheSamePageAgain()
    {
        await StepAsync();
        await Ledgers.Store.WriteAsync(Ledgers.Head(), [Ledgers.Delivered(Ledgers.Id())], None);
        Ledgers.Clock.Advance(TimeSpan.FromSeconds(5));
        _partners.Store.BeforeCursor = _ => throw new IOException("The program dies here.");
        await Assert.ThrowsAsync<IOException>(StepAsync);
        _partners.Store.BeforeCursor = _ => { };

        await StepAsync();

        var calls = _partners.Calls.ToArray();
        Assert.Equal(2, calls.Length);
        Assert.Equal(calls[0].Id, calls[1].Id);
        Assert.Equal(calls[0].Body.ToJsonString(), calls[1].Body.ToJsonString());
    }

    [Fact]
    public async Task Failure_BacksOffWithJitterAndKeepsEverything()
    {
        var id = Ledgers.Id();
        await Ledgers.Store.WriteAsync(Ledgers.Head(), [Ledgers.Delivered(id)], None);
        Ledgers.Clock.Advance(TimeSpan.FromSeconds(5));
        _partners.Answer = _ => Task.FromResult(new EventsAnswer(DestinationFailure.BadStatus, Status: 500));
        var waits = new List<double>();
        for (var i = 0; i < 12; i++)
        {
            Assert.Equal(ReceiptStep.Idle, await StepAsync());
            var wait = _partners.Store.Cursor("instagram").NextAt - Ledgers.Clock.GetUtcNow();
            waits.Add(wait.TotalSeconds);
            Assert.Equal(ReceiptStep.Idle, await StepAsync()); // nothing is posted before its time
            Ledgers.Clock.Advance(wait);
        }

        _partners.Answer = _ => Task.FromResult(new EventsAnswer(DestinationFailure.None, Status: 200));
        Assert.Equal(ReceiptStep.Sent, await StepAsync());

        Assert.All(waits.Index(), wait => Assert.InRange(wait.Item, Math.Min(300, Math.Pow(2, wait.Index)) / 2, Math.Min(300, Math.Pow(2, wait.Index))));
        Assert.Equal(13, _partners.Calls.Count);
        Assert.Equal([id], _partners.Calls.Last().Ids);
        Assert.Equal(0, _partners.Store.Cursor("instagram").Failures);
    }

    [Theory]
    [InlineData(30, 30)]
    [InlineData(100_000, 300)] // clamped
    [InlineData(-5, 0.5)]
    public async Task RetryAfter_IsHonouredWithinBounds(int asked, double least)
    {
        await Ledgers.Store.WriteAsync(Ledgers.Head(), [Ledgers.Delivered(Ledgers.Id())], None);
        Ledgers.Clock.Advance(TimeSpan.FromSeconds(5));
        _partners.Answer = _ => Task.FromResult(new EventsAnswer(DestinationFailure.BadStatus, TimeSpan.FromSeconds(asked), 429));

        await StepAsync();

        var wait = _partners.Store.Cursor("instagram").NextAt - Ledgers.Clock.GetUtcNow();
        Assert.InRange(wait.TotalSeconds, least, Math.Max(least, 1));
    }

    [Fact]
    public async Task Events_ArePostedInOrderBeforeReceiptsAndStayUntilTheyAreTaken()
    {
        await _partners.Store.AddAsync(new StoredEvent("instagram", "2", """{"type":"breaker.closed"}"""), None);
        await _partners.Store.AddAsync(new StoredEvent("instagram", "1", """{"type":"breaker.opened"}"""), None);
        await Ledgers.Store.WriteAsync(Ledgers.Head(), [Ledgers.Delivered(Ledgers.Id())], None);
        Ledgers.Clock.Advance(TimeSpan.FromSeconds(5));
        _partners.Answer = call => Task.FromResult(call.Id != "2" ? new EventsAnswer(DestinationFailure.None, Status: 200) : new EventsAnswer(DestinationFailure.BadStatus, Status: 500));
        await StepAsync();
        Ledgers.Clock.Advance(TimeSpan.FromSeconds(2));
        _partners.Answer = _ => Task.FromResult(new EventsAnswer(DestinationFailure.None, Status: 200));

        await StepAsync();

        Assert.Equal(["breaker.opened", "breaker.closed", "breaker.closed", "receipts"], _partners.Calls.Select(call => (string)call.Body["type"]!));
        Assert.Empty((await _partners.Store.ReadAsync("instagram", None)).Events);
    }

    // What a run has read of the partner may be older than its last move.
    [Theory]
    [InlineData(PartnerStatus.Live)]
    [InlineData(PartnerStatus.Sandbox)]
    public async Task Event_AboutAPartnerOfAnotherWorld_IsDroppedAndTheOthersArePosted(PartnerStatus asRead)
    {
        _partners.Add("apart", PartnerStatus.Sandbox);
        _partners.Add("near");
        _partners.Add("over", PartnerStatus.Ended);
        foreach (var (key, about) in new[] { ("1", "near"), ("2", "apart"), ("3", "over"), ("4", null) })
            await _partners.Store.AddAsync(new StoredEvent("instagram", key, """{"type":"link.ended"}""", about), None);

        Assert.Equal(ReceiptStep.Sent, await _partners.Delivery.StepAsync(_partner with { Status = asRead }, None));

        Assert.Equal(["1", "3", "4"], _partners.Calls.Select(call => call.Id));
        Assert.Empty((await _partners.Store.ReadAsync("instagram", None)).Events);
    }

    [Fact]
    public async Task Pages_AreBoundedAndFollowOneAnother()
    {
        for (var i = 0; i < 10; i++)
            await Ledgers.Store.WriteAsync(Ledgers.Head($"batch-{i}"), [.. Enumerable.Range(0, 30).Select(_ => Ledgers.Delivered(Ledgers.Id()))], None);
        Ledgers.Clock.Advance(TimeSpan.FromSeconds(5));

        while (await StepAsync() == ReceiptStep.Sent)
        {
        }

        Assert.Equal([90, 90, 90, 30], _partners.Calls.Select(call => call.Ids.Count()));
        Assert.Equal(300, _partners.Calls.SelectMany(call => call.Ids).Distinct().Count());
        Assert.Equal(4, _partners.Calls.DistinctBy(call => call.Id).Count());
    }

    private Task<ReceiptStep> StepAsync() => _partners.Delivery.StepAsync(_partner, None);
}
