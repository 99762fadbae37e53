using NCrontab;
using Relay.Local.Host.App;
using Relay.Local.Host.Invocation;

namespace Relay.Local.Host.Timers;

/// <summary>
/// Calls a function on its schedule, one call at a time: occurrences that pass during a call are not made up for, one that passed
/// while the program was down is, once and marked as past due. The status lives as long as the host (the real one keeps it in
/// storage).
/// </summary>
internal sealed class TimerTrigger(
    TimerFunction function, Func<string, ReadOnlyMemory<byte>, Task<InvocationOutcome>> invoke, TimeProvider clock) : ITrigger
{
    // Task.Delay takes at most about 49 days; schedules can be yearly.
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    private readonly CrontabSchedule _schedule = CrontabSchedule.Parse(function.Schedule, Cron.SixFields);
    private ScheduleStatus? _status;

    public string Function => function.Name;

    public async Task RunAsync(CancellationToken cancel)
    {
        if (_status is null)
        {
            _status = new ScheduleStatus(null, null, NextAfter(clock.GetUtcNow()));
            if (function.RunOnStartup)
                await InvokeAsync(clock.GetUtcNow(), isPastDue: false);
        }
        else if (_status.Next <= clock.GetUtcNow())
        {
            await InvokeAsync(_status.Next, isPastDue: true);
        }

        while (true)
        {
            var due = _status.Next;
            for (var wait = due - clock.GetUtcNow(); wait > TimeSpan.Zero; wait = due - clock.GetUtcNow())
                await Task.Delay(wait < LongestWait ? wait : LongestWait, clock, cancel);
            cancel.ThrowIfCancellationRequested();
            await InvokeAsync(due, isPastDue: false);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task InvokeAsync(DateTimeOffset due, bool isPastDue)
    {
        await invoke(function.Name, TimerPayload.Write(function, _status!, isPastDue, clock));
        var now = clock.GetUtcNow();
        _status = new ScheduleStatus(due, now, NextAfter(now > due ? now : due));
    }

    private DateTimeOffset NextAfter(DateTimeOffset time) => new(_schedule.GetNextOccurrence(time.UtcDateTime), TimeSpan.Zero);
}
