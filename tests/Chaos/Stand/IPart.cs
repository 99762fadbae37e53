namespace Relay.Chaos.Stand;

/// <summary>A part of the relay that can be taken away and brought back, with all it had acknowledged.</summary>
internal interface IPart : IAsyncDisposable
{
    /// <summary>What it is called in the report.</summary>
    string Name { get; }

    /// <summary>Takes it away, by the roughest means that it is to survive.</summary>
    Task TakeAwayAsync();

    /// <summary>Brings it back at the same address and on the same data; tries until it runs.</summary>
    /// <exception cref="InvalidOperationException">It did not come back.</exception>
    Task BringBackAsync(CancellationToken cancel);
}
