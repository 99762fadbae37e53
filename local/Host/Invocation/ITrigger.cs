namespace Relay.Local.Host.Invocation;

/// <summary>Something that calls a function by itself while the program runs.</summary>
internal interface ITrigger : IAsyncDisposable
{
    string Function { get; }

    /// <summary>
    /// Pulls work and calls the function until cancelled, then pulls no more, lets the calls in flight end, and returns.
    /// Called again when the program is back.
    /// </summary>
    Task RunAsync(CancellationToken cancel);
}
