using Relay.Functions.Deliver;
using Relay.Functions.Partners;
using Relay.Functions.Receipts;
using Relay.Functions.Tests.Ledger;

namespace Relay.Functions.Tests.Receipts;

public sealed class ReceiptPumpTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly EventsPartners _partners = new();
    private int _batches;

    [Fact]
    public async Task Run_ServesThoseWithAnEventsEndpointThatTakePart()
    {
        _partners.Add("instagram");
        _partners.Add("messenger", PartnerStatus.Sandbox);
        _partners.Add("haiket", PartnerStatus.Requested);
        _partners.Add("birdychat", PartnerStatus.Ended);
        foreach (var name in new[] { "instagram", "messenger", "haiket", "birdychat", "suspended", "polling" })
            await _partners.Ledgers.Store.WriteAsync(_partners.Ledgers.Head(sender: name), [Ledgers.Delivered(_partners.Ledgers.Id())], None);
        _partners.Ledgers.Clock.Advance(TimeSpan.FromSeconds(5));

        await EndAsync(_partners.Pump.RunAsync(None));

        Assert.Equal(["instagram", "messenger"], _partners.Calls.Select(call => call.Partner).Order());
    }

    [Fact]
    public async Task Run_BesideAnEndpointThatDoesNotAnswer_GoesOnForTheOthers()
    {
        var dead = new TaskCompletionSource<EventsAnswer>();
        _partners.Answer = call => call.Partner == "dead" ? dead.Task : Task.FromResult(new EventsAnswer(DestinationFailure.None, Status: 200));
        foreach (var name in new[] { "dead", "instagram" })
            _partners.Add(name);
        await EndOneAsync("dead");
        var run = _partners.Pump.RunAsync(None);

        // While the dead one keeps its call, further ends of the other come and are posted in the same run.
        for (var i = 0; i < 3; i++)
        {
            await EndOneAsync("instagram");
            await _partners.Ledgers.Clock.TimerStartedAsync();
            _partners.Ledgers.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.False(run.IsCompleted);
        dead.SetResult(new EventsAnswer(DestinationFailure.Unreachable));
        await EndAsync(run);
        Assert.Equal(1, _partners.Calls.Count(call => call.Partner == "dead"));
        Assert.InRange(_partners.Calls.Count(call => call.Partner == "instagram"), 2, 3);
        Assert.Equal(1, _partners.Store.Cursor("dead").Failures);
    }

    [Fact]
    public async Task Run_WithAPartnerThatAlwaysHasMore_EndsWithinItsBound()
    {
        _partners.Add("instagram");
        var calls = 0;
        _partners.Answer = async _ =>
        {
            calls++;
            _partners.Ledgers.Clock.Advance(TimeSpan.FromSeconds(1));
            await EndOneAsync("instagram");
            return new EventsAnswer(DestinationFailure.None, Status: 200);
        };
        await EndOneAsync("instagram");

        await EndAsync(_partners.Pump.RunAsync(None));

        Assert.InRange(calls, 2, 21);
    }

    private async Task EndAsync(Task run)
    {
        while (await Task.WhenAny(run, _partners.Ledgers.Clock.TimerStartedAsync()) != run)
            _partners.Ledgers.Clock.Advance(TimeSpan.FromSeconds(1));
        await run;
    }

    private async Task EndOneAsync(string sender)
    {
        await _partners.Ledgers.Store.WriteAsync(_partners.Ledgers.Head($"batch-{_batches++}", sender), [Ledgers.Delivered(_partners.Ledgers.Id())], None);
        _partners.Ledgers.Clock.Advance(TimeSpan.FromSeconds(5));
    }
}
