namespace Relay.Local.Sandbox.Faults;

/// <summary>A way to treat callers.</summary>
internal interface IFault
{
    /// <summary>Whether connections are taken at this moment.</summary>
    bool TakesConnections => true;

    /// <summary>Treats one call.</summary>
    /// <exception cref="OperationCanceledException">The caller went away.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    Task AnswerAsync(SandboxCall call);
}
