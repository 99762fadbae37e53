namespace Relay.Cli.Sandbox;

/// <summary>Exit codes of <c>relay sandbox</c>.</summary>
internal static class SandboxExit
{
    /// <summary>It was stopped.</summary>
    public const int Stopped = 0;

    /// <summary>The machine refuses: a port is taken, a file cannot be written.</summary>
    public const int CannotRun = 1;

    /// <summary>An option is wrong.</summary>
    public const int WrongUse = 2;
}
