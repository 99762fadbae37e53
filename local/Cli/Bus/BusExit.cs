namespace Relay.Cli.Bus;

/// <summary>Exit codes of <c>relay bus</c>.</summary>
internal static class BusExit
{
    /// <summary>It was stopped.</summary>
    public const int Stopped = 0;

    /// <summary>The machine refuses: a port is taken, a folder is in use, cannot be written, or holds what cannot be read.</summary>
    public const int CannotRun = 1;

    /// <summary>What was asked for is wrong: an option, or the description of the queues.</summary>
    public const int WrongUse = 2;
}
