using System.Globalization;
using System.Text.Json;
using Relay.Local.Host.App;
using Relay.Local.Host.Invocation;
using Relay.Local.Host.Timers;

namespace Relay.Local.Host.Tests.Timers;

public sealed class TimerTests : IDisposable
{
    private static readonly DateTimeOffset Midnight = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly FakeClock _clock = new(Midnight);
    private readonly TestApp _app;

    public TimerTests() => _app = new TestApp { Clock = _clock }.Http();

    public void Dispose() => _app.Dispose();

    [Fact]
    public async Task Timer_AtItsTime_IsCalledWithTheHostsPayload()
    {
        _app.Timer("Sweep", "0 0 3 * * *");
        await using var host = await _app.StartAsync();
        await ReachAsync(Midnight.AddHours(3));

        var call = Assert.Single(await _app.CallsOfAsync("Sweep", 1));
        using var body = JsonDocument.Parse(call.Body);
        var timer = body.RootElement.GetProperty("Data").GetProperty("timer");
        Assert.True(timer.GetProperty("Schedule").GetProperty("AdjustForDST").GetBoolean());
        Assert.False(timer.GetProperty("IsPastDue").GetBoolean());
        Assert.Equal(Midnight.AddHours(3), Time(timer.GetProperty("ScheduleStatus").GetProperty("Next")));
        var sys = body.RootElement.GetProperty("Metadata").GetProperty("sys");
        Assert.Equal("Sweep", sys.GetProperty("MethodName").GetString());
        Assert.Equal(Midnight.AddHours(3), sys.GetProperty("UtcNow").GetDateTimeOffset());
        Assert.True(sys.TryGetProperty("RandGuid", out _));
    }

    [Fact]
    public async Task Timer_SecondTime_SeesWhenItLastRan()
    {
        _app.Timer("Sweep", "0 0 * * * *");
        await using var host = await _app.StartAsync();
        await ReachAsync(Midnight.AddHours(1));
        await ReachAsync(Midnight.AddHours(2));

        var calls = await _app.CallsOfAsync("Sweep", 2);
        using var body = JsonDocument.Parse(calls[1].Body);
        var status = body.RootElement.GetProperty("Data").GetProperty("timer").GetProperty("ScheduleStatus");
        Assert.Equal(Midnight.AddHours(1), Time(status.GetProperty("Last")));
        Assert.Equal(Midnight.AddHours(2), Time(status.GetProperty("Next")));
    }

    [Fact]
    public async Task Timer_WithRunOnStartup_IsCalledAtOnce()
    {
        _app.Timer("Sweep", "0 0 3 * * *", runOnStartup: true);
        await using var host = await _app.StartAsync();

        await _app.CallsOfAsync("Sweep", 1);
    }

    [Fact]
    public async Task Timer_WhileACallRuns_IsNotCalledAgain()
    {
        _app.Timer("Hang", "0 */10 * * * *");
        await using var host = await _app.StartAsync();
        await ReachAsync(Midnight.AddMinutes(10));
        await _app.CallsOfAsync("Hang", 1);
        await Eventually.IsTrueAsync(() => _clock.TimersAt(Midnight.AddMinutes(40) + Invoker.Grace) == 1, "the hanging call's timeout");

        // Two more occurrences pass before the function timeout.
        _clock.AdvanceTo(Midnight.AddMinutes(39));

        Assert.Single(_app.Calls, call => call.Function == "Hang");
    }

    [Fact]
    public async Task Timer_AfterTheProgramWasKilled_GoesOn()
    {
        _app.FunctionTimeout(1800);
        _app.Timer("Hang", "0 0 1 * * *").Timer("Sweep", "0 0 * * * *");
        await using var host = await _app.StartAsync();
        var first = host.ProgramId;
        await Eventually.IsTrueAsync(() => _clock.TimersAt(Midnight.AddHours(1)) == 2, "both schedules waiting");
        await ReachAsync(Midnight.AddHours(1));
        await _app.CallsOfAsync("Sweep", 1);

        await ReachAsync(Midnight.AddHours(1.5) + Invoker.Grace);
        await Eventually.IsTrueAsync(() => host.ProgramId != first, "another program");
        await ReachAsync(Midnight.AddHours(2));

        await _app.CallsOfAsync("Sweep", 2);
    }

    [Fact]
    public async Task Timer_DueWhileTheProgramWasDown_IsCalledOncePastDue()
    {
        var pastDue = new List<bool>();
        var trigger = new TimerTrigger(
            new TimerFunction("Sweep", "timer", "0 0 * * * *", RunOnStartup: false, UseMonitor: true),
            (_, payload) =>
            {
                using var body = JsonDocument.Parse(payload);
                pastDue.Add(body.RootElement.GetProperty("Data").GetProperty("timer").GetProperty("IsPastDue").GetBoolean());
                return Task.FromResult(InvocationOutcome.Completed);
            },
            _clock);
        await RunUntilItWaitsAsync(trigger, Midnight.AddHours(1));

        _clock.AdvanceTo(Midnight.AddHours(2.5));
        await RunUntilItWaitsAsync(trigger, Midnight.AddHours(3));

        Assert.Equal([true], pastDue);
    }

    private async Task RunUntilItWaitsAsync(TimerTrigger trigger, DateTimeOffset due)
    {
        using var stop = new CancellationTokenSource();
        var run = trigger.RunAsync(stop.Token);
        await Eventually.IsTrueAsync(() => _clock.TimersAt(due) == 1, $"a wait until {due:O}");
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
    }

    private async Task ReachAsync(DateTimeOffset due)
    {
        await Eventually.IsTrueAsync(() => _clock.TimersAt(due) > 0, $"a wait until {due:O}");
        _clock.AdvanceTo(due);
    }

    private static DateTimeOffset Time(JsonElement element) => DateTimeOffset.Parse(element.GetString()!, CultureInfo.InvariantCulture);
}
