using Relay.Chaos.Children;
using Relay.Chaos.Evidence;
using Relay.Chaos.Judgement;

namespace Relay.Chaos.Stand;

/// <summary>A part that is a child of this process: killed by SIGKILL. One that ends without having been killed is complained of.</summary>
internal abstract class ChildPart(string name, Journal journal) : IPart
{
    private ChildProcess? _child;
    private bool _isWanted;

    public string Name => name;

    /// <summary>The running child.</summary>
    protected ChildProcess Child => _child ?? throw new InvalidOperationException($"The {name} was never started.");

    public virtual async Task TakeAwayAsync()
    {
        Volatile.Write(ref _isWanted, false);
        Child.Kill();
        await Child.Exited;
    }

    public async Task BringBackAsync(CancellationToken cancel)
    {
        if (_child is { } last)
            await last.DisposeAsync();
        _child = await Again.UntilItRunsAsync(StartAsync, cancel);
        Volatile.Write(ref _isWanted, true);
        _ = WatchAsync(_child);
    }

    /// <summary>Brings it back where it has ended by itself, so that the rest of the run can still show something.</summary>
    public Task EnsureAsync(CancellationToken cancel) => Child.Exited.IsCompleted ? BringBackAsync(cancel) : Task.CompletedTask;

    public virtual async ValueTask DisposeAsync()
    {
        Volatile.Write(ref _isWanted, false);
        if (_child is not null)
            await _child.DisposeAsync();
    }

    /// <summary>Starts the child and waits until it runs.</summary>
    /// <exception cref="InvalidOperationException">It does not run.</exception>
    protected abstract Task<ChildProcess> StartAsync();

    private async Task WatchAsync(ChildProcess child)
    {
        await child.Exited;
        if (Volatile.Read(ref _isWanted) && child == _child)
            journal.Complain(Fault.FellByItself, $"The {name} ended by itself; its log says why.");
    }
}
