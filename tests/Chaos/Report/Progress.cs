using System.Globalization;
using Relay.Chaos.Evidence;
using Relay.Chaos.Load;

namespace Relay.Chaos.Report;

/// <summary>What a run shows while it goes on: one line that is written over on a terminal, a line now and then elsewhere.</summary>
internal sealed class Progress : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(Console.IsOutputRedirected ? 10 : 0.5);

    private readonly Func<string> _status;
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _end = new();
    private readonly Task _loop;

    public Progress(Journal journal, Pace pace, Func<string> rest)
    {
        _status = () => string.Create(
            CultureInfo.InvariantCulture,
            $"  {pace.Elapsed:mm\\:ss}  accepted {journal.Accepted:N0}  arrived {journal.Arrived:N0}  {rest()}{(journal.Complaints == 0 ? "" : $"  complaints {journal.Complaints}")}");
        _loop = LoopAsync();
    }

    /// <summary>Writes a line that stays.</summary>
    public void Tell(string line)
    {
        lock (_gate)
        {
            Clear();
            Console.WriteLine("  " + line);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _loop;
        _end.Dispose();
        lock (_gate)
            Clear();
    }

    private async Task LoopAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            await Task.Delay(Interval, _end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            lock (_gate)
                Draw();
        }
    }

    private void Draw()
    {
        if (Console.IsOutputRedirected)
        {
            Console.WriteLine(_status());
            return;
        }

        var line = _status();
        var width = Math.Max(1, Console.WindowWidth - 1);
        Console.Write("\r" + (line.Length > width ? line[..width] : line.PadRight(width)));
    }

    private static void Clear()
    {
        if (!Console.IsOutputRedirected)
            Console.Write("\r" + new string(' ', Math.Max(1, Console.WindowWidth - 1)) + "\r");
    }
}
