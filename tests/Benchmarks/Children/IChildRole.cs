namespace Relay.Benchmarks.Children;

/// <summary>Something that runs in a process of its own, so that its CPU time can be told apart.</summary>
internal interface IChildRole : IAsyncDisposable
{
    /// <summary>What the parent must know once it runs.</summary>
    ChildReady Ready { get; }
}

/// <summary>What a child tells when it runs.</summary>
/// <param name="Port">The port that it listens on.</param>
/// <param name="ConnectionString">For the bus: how clients connect.</param>
/// <param name="ProgramId">For the host: process id of the relay's program.</param>
/// <param name="ProgramPort">For the host: port of the relay's program.</param>
internal sealed record ChildReady(int Port, string? ConnectionString = null, int ProgramId = 0, int ProgramPort = 0);
