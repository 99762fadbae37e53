namespace Relay.Lanes.Tests.Scheduler;

/// <summary>
/// One call of production code, such as the handling of one queue message. It is the synchronisation context that its code
/// awaits in, so that its continuations run on the execution's one thread, and never again once its instance has crashed.
/// </summary>
internal sealed class Call(Execution execution, string name, string memory) : SynchronizationContext
{
    private int _operations;

    /// <summary>The call whose code runs at this moment.</summary>
    public static new Call Current =>
        SynchronizationContext.Current as Call ?? throw new InvalidOperationException("A store was called by code that had left the scheduler.");

    public string Name => name;

    /// <summary>The thing that its instance's memory is in footprints: calls of one instance share it.</summary>
    public string Memory => memory;

    /// <summary>Its instance has crashed: nothing of it runs any more.</summary>
    public bool IsDead { get; private set; }

    public bool HasEnded { get; private set; }

    /// <summary>A continuation of it came from another thread.</summary>
    public bool HasStrayed => execution.HasStrayed;

    /// <summary>What it threw, once it has ended.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Runs the code up to its first wait when the execution goes on; <paramref name="ended"/> follows in the same way.</summary>
    public void Start(Func<Task> code, Action<Call>? ended = null) => Post(_ => _ = RunAsync(code, ended), null);

    /// <summary>Stops it where it stands, as the end of its process would: no finally runs.</summary>
    public void Kill() => IsDead = true;

    /// <summary>
    /// An operation on the world outside: it takes effect when the explorer says so. The outcomes are alternatives, the first of
    /// them the ordinary one.
    /// </summary>
    public Task<T> OperateAsync<T>(string what, Footprint footprint, CancellationToken cancel, params Outcome<T>[] outcomes) =>
        OperateAsync(what, footprint, DateTimeOffset.MaxValue, null, cancel, outcomes);

    /// <inheritdoc cref="OperateAsync{T}(string, Footprint, CancellationToken, Outcome{T}[])"/>
    /// <param name="until">It does not wait beyond this moment: time does not pass it by.</param>
    /// <param name="isIdle">Whether it has become one that changes nothing and never will.</param>
    public Task<T> OperateAsync<T>(
        string what, Footprint footprint, DateTimeOffset until, Func<bool>? isIdle, CancellationToken cancel, params Outcome<T>[] outcomes)
    {
        var operation = new Operation<T>(this, $"{name}.{++_operations} {what}", footprint.And(Footprint.Writes(memory)), outcomes)
        {
            Until = until,
            IsIdle = isIdle,
            CanBeLate = footprint.Changes && until == DateTimeOffset.MaxValue,
        };
        execution.Add(operation);
        return operation.WaitAsync(cancel);
    }

    public override void Post(SendOrPostCallback callback, object? state) => execution.Enqueue(this, callback, state);

    public override void Send(SendOrPostCallback callback, object? state) => throw new NotSupportedException();

    public override SynchronizationContext CreateCopy() => this;

    private async Task RunAsync(Func<Task> code, Action<Call>? ended)
    {
        try
        {
            await code();
        }
        catch (Exception failure)
        {
            Failure = failure; // Judged by whoever started the call.
        }

        HasEnded = true;
        ended?.Invoke(this);
    }
}
