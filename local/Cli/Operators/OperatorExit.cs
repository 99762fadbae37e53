namespace Relay.Cli.Operators;

/// <summary>Exit codes of the operator's commands.</summary>
internal static class OperatorExit
{
    /// <summary>All was done.</summary>
    public const int Done = 0;

    /// <summary>The relay refused it or did not answer, or there is nothing of that name.</summary>
    public const int Failed = 1;

    /// <summary>What was asked for is wrong: an option, or a file that it names.</summary>
    public const int WrongUse = 2;

    /// <summary>Ctrl+C, as shells count it.</summary>
    public const int Stopped = 130;
}
