using Relay.Cli.Bus;
using Relay.Cli.Operators;
using Relay.Client;
using Relay.Client.Operators;

namespace Relay.Cli.Held;

/// <summary>
/// Sends held envelopes again in calls of about a second each, and shows how far it is. Ctrl+C lets the call under way end, so
/// that the figures are right to the last envelope.
/// </summary>
internal sealed class HeldReplay(OperatorAccess access, ReplayOrder order, BusScreen screen, bool isTerminal, TimeProvider clock)
{
    // About a second's worth where the relay's own limit decides.
    private const int UsualCall = 200;

    // Between lines where the output is no terminal.
    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(5);

    private readonly DateTimeOffset _began = clock.GetUtcNow();
    private DateTimeOffset _shownAt = clock.GetUtcNow();
    private ReplayTotals _totals;

    /// <summary>Gives one of <see cref="OperatorExit"/>.</summary>
    public static Task<int> RunAsync(OperatorAccess access, ReplayOrder order, bool dryRun, CancellationToken cancel)
    {
        var isTerminal = !Console.IsOutputRedirected;
        var screen = new BusScreen(Console.Out, () => isTerminal && Console.WindowWidth > 0 ? Console.WindowWidth : null);
        return new HeldReplay(access, order, screen, isTerminal, TimeProvider.System).RunAsync(dryRun, cancel);
    }

    /// <inheritdoc cref="RunAsync(OperatorAccess, ReplayOrder, bool, CancellationToken)"/>
    public async Task<int> RunAsync(bool dryRun, CancellationToken cancel)
    {
        var plan = await access.Client.ReplayHeldAsync(order with { DryRun = true }, cancel);
        screen.Print($"  {Units.Count(plan.Remaining)} held for {order.Partner}: {Units.Count(plan.Replayed)} to be sent again, {Units.Count(plan.Expired)} expired{Gone(plan.Gone)}.");
        if (dryRun)
            screen.Print("  Nothing was done.");
        if (dryRun || plan.Remaining == 0)
            return OperatorExit.Done;

        _totals = new ReplayTotals(0, 0, plan.Gone, plan.Remaining);
        try
        {
            return await SendAsync(cancel);
        }
        catch (RelayProblemException problem)
        {
            screen.EndStatus();
            screen.Print($"  Ended early: {Done()}. {GoOn()}");
            return OperatorOptions.Refuse(OperatorExit.Failed, OperatorOptions.Explain(problem, access));
        }
    }

    private async Task<int> SendAsync(CancellationToken cancel)
    {
        string? cursor = null;
        do
        {
            if (cancel.IsCancellationRequested)
            {
                screen.EndStatus();
                screen.Print($"  Stopped: {Done()}. {GoOn()}");
                return OperatorExit.Stopped;
            }

            var step = await access.Client.ReplayHeldAsync(order with { Max = Math.Clamp(order.PerSecond ?? UsualCall, 1, 1000), Cursor = cursor }, CancellationToken.None);
            _totals = _totals.After(step);
            cursor = step.Cursor;
            Show();
        }
        while (cursor is not null);

        screen.EndStatus();
        screen.Print($"  Done: {Done()}.");
        return OperatorExit.Done;
    }

    private void Show()
    {
        var now = clock.GetUtcNow();
        if (!isTerminal && now - _shownAt < LineInterval)
            return;

        _shownAt = now;
        var line = ReplayBar.Format(_totals, now - _began, withBar: isTerminal);
        if (isTerminal)
            screen.Status(line);
        else
            screen.Print("  " + line);
    }

    private string Done() => $"{Units.Count(_totals.Replayed)} sent again, {Units.Count(_totals.Expired)} ended as expired{Gone(_totals.Gone)}";

    private string GoOn() => $"{Units.Count(_totals.Remaining)} are still held; the same command goes on with them.";

    private static string Gone(int gone) => gone == 0 ? "" : $", {Units.Count(gone)} not held (any more)";
}
