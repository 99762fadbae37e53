using Relay.Local.Bus;

namespace Relay.Cli.Bus;

/// <summary>Tells how the broker is, until it is cancelled: once a second in place on a terminal, by lines elsewhere.</summary>
internal sealed class BusMonitor(Func<BusStatus> read, BusScreen screen, bool isTerminal, TimeProvider clock)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(10);

    /// <exception cref="OperationCanceledException">It was cancelled; there is no other end.</exception>
    public async Task RunAsync(CancellationToken cancel)
    {
        var before = Read();
        var log = new StatusLog(before, LineInterval);
        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(cancel))
        {
            var now = Read();
            if (isTerminal)
                screen.Status(StatusLine.Format(before, now));
            else if (log.Next(now) is { } line)
                screen.Print("  " + line);
            before = now;
        }
    }

    private BusTotals Read() => BusTotals.Of(read(), clock.GetUtcNow());
}
