using System.Diagnostics;
using System.Globalization;
using Relay.Chaos.Load;
using Relay.Chaos.Partners;
using Relay.Chaos.Stand;

namespace Relay.Chaos.Faults;

/// <summary>Carries a schedule out. What concerns one part or partner happens one after the other, all else side by side.</summary>
internal sealed class FaultDriver(ChaosStack stack, IReadOnlyList<ChaosPartner> partners, Operator @operator, Action<string> tell) : IDisposable
{
    private static readonly TimeSpan OperatorPatience = TimeSpan.FromSeconds(20);

    private readonly Dictionary<object, SemaphoreSlim> _turns =
        new IEnumerable<object>[] { [stack.Storage, @operator], stack.Buses, stack.Hosts, partners }.SelectMany(ones => ones).ToDictionary(one => one, _ => new SemaphoreSlim(1, 1));

    /// <summary>Runs all events, and returns when everything is back and every partner is healthy.</summary>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public async Task RunAsync(IReadOnlyList<FaultEvent> schedule, Pace pace, CancellationToken cancel)
    {
        var under = new List<Task>();
        foreach (var one in schedule)
        {
            if (one.At - pace.Elapsed is var wait && wait > TimeSpan.Zero)
                await Task.Delay(wait, cancel);
            tell(one.ToString());
            under.Add(ApplyAsync(one, cancel));
        }

        await Task.WhenAll(under);
        foreach (var part in stack.Buses.Concat<ChildPart>(stack.Hosts))
            await part.EnsureAsync(cancel);
        foreach (var partner in partners)
            await partner.BehaveAsync(Behaviour.Healthy, 0);
    }

    public void Dispose()
    {
        foreach (var turn in _turns.Values)
            turn.Dispose();
    }

    private Task ApplyAsync(FaultEvent one, CancellationToken cancel) => one.Kind switch
    {
        FaultKind.KillProgram => InTurnAsync(stack.Hosts[one.Instance], host =>
        {
            host.KillProgram();
            return Task.CompletedTask;
        }, cancel),
        FaultKind.KillHost => InTurnAsync(stack.Hosts[one.Instance], host =>
        {
            host.OrphanLife = one.OrphanLife;
            return RestartAsync(host, one.Away, cancel);
        }, cancel),
        FaultKind.KillBus => InTurnAsync(stack.Buses[one.Instance], bus => RestartAsync(bus, one.Away, cancel), cancel),
        FaultKind.StopStorage => InTurnAsync(stack.Storage, storage => RestartAsync(storage, one.Away, cancel), cancel),
        FaultKind.ChangeLanes => InTurnAsync(@operator, _ => SetAsync(one, $"{one.Lanes} lanes in {one.Namespaces}", cancel), cancel),
        FaultKind.ChangeMode => InTurnAsync(@operator, _ => SetAsync(one, one.Mode, cancel), cancel),
        _ => InTurnAsync(Partner(one), partner => partner.BehaveAsync(one.Behaviour, one.Percent), cancel),
    };

    private ChaosPartner Partner(FaultEvent one) => partners.Single(partner => partner.Name == one.Partner);

    private async Task SetAsync(FaultEvent one, string what, CancellationToken cancel)
    {
        var isTaken = await @operator.SetAsync(Partner(one), one, OperatorPatience, cancel);
        tell($"        {one.Partner}: the change to {what} {(isTaken ? "is taken" : "was not taken in time")}");
    }

    private async Task RestartAsync(IPart part, TimeSpan away, CancellationToken cancel)
    {
        var since = Stopwatch.GetTimestamp();
        await part.TakeAwayAsync();
        await Task.Delay(away, cancel);
        await part.BringBackAsync(cancel);
        tell(string.Create(CultureInfo.InvariantCulture, $"        {part.Name} is back after {Stopwatch.GetElapsedTime(since).TotalSeconds:0.0} s"));
    }

    private async Task InTurnAsync<T>(T target, Func<T, Task> apply, CancellationToken cancel)
        where T : class
    {
        var turn = _turns[target];
        await turn.WaitAsync(cancel);
        try
        {
            await apply(target);
        }
        finally
        {
            turn.Release();
        }
    }
}
