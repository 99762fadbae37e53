namespace Relay.Lanes.Tests.Scheduler;

/// <summary>One way in which an operation can end.</summary>
/// <param name="Name">Empty for the ordinary one.</param>
/// <param name="Budget">The allowance that it takes one from; null when it is free.</param>
/// <param name="Effect">Changes the world and gives the answer; what it throws is the answer.</param>
internal sealed record Outcome<T>(string Name, string? Budget, Func<T> Effect);

/// <summary>An operation that a call waits for.</summary>
internal abstract class Operation(Call call, string label, Footprint footprint)
{
    public Call Call => call;

    public string Label => label;

    /// <summary>What it meets as things are now.</summary>
    public Footprint Footprint => IsIdle?.Invoke() == true ? Footprint.Nothing : footprint;

    /// <summary>Whether it has become one that changes nothing and never will.</summary>
    public Func<bool>? IsIdle { get; init; }

    /// <summary>The moment beyond which it does not wait.</summary>
    public DateTimeOffset Until { get; init; }

    /// <summary>Whether it may take effect long after its caller has gone: it changes a store, which nobody bounds.</summary>
    public bool CanBeLate { get; init; }

    /// <summary>Nothing waits for it any more: it was cancelled before it took effect.</summary>
    public bool IsWithdrawn { get; protected set; }

    /// <summary>The steps that may happen to it now.</summary>
    public abstract IEnumerable<Step> Steps(Execution execution);

    /// <summary>The effect of an operation whose caller has gone: as the ordinary outcome, with nobody to hear the answer.</summary>
    public abstract void TakeEffectUnheard();
}

/// <inheritdoc/>
internal sealed class Operation<T>(Call call, string label, Footprint footprint, Outcome<T>[] outcomes) : Operation(call, label, footprint)
{
    private readonly TaskCompletionSource<T> _answer = new();

    public async Task<T> WaitAsync(CancellationToken cancel)
    {
        using var registration = cancel.Register(() => IsWithdrawn = _answer.TrySetCanceled(cancel) || IsWithdrawn);
        return await _answer.Task;
    }

    public override IEnumerable<Step> Steps(Execution execution)
    {
        foreach (var outcome in outcomes)
        {
            if (outcome.Budget is null)
                yield return new Step(outcome.Name.Length == 0 ? Label : $"{Label}: {outcome.Name}", Footprint, () => Take(execution, outcome));
            else if (execution.Budgets.Left(outcome.Budget) > 0)
                yield return new Step($"{Label}: {outcome.Name}", Footprint.And(Budgets.Footprint(outcome.Budget)), () => Take(execution, outcome));
        }
    }

    public override void TakeEffectUnheard()
    {
        try
        {
            outcomes[0].Effect();
        }
        catch (Azure.RequestFailedException)
        {
            // The answer of a store; nobody hears it.
        }
    }

    private void Take(Execution execution, Outcome<T> outcome)
    {
        execution.Remove(this);
        if (outcome.Budget is not null)
            execution.Budgets.Take(outcome.Budget);
        try
        {
            _answer.TrySetResult(outcome.Effect());
        }
        catch (Exception failure) when (failure is not BrokenInvariantException)
        {
            _answer.TrySetException(failure);
        }
    }
}
