namespace Relay.Local.Host.Invocation;

/// <summary>How a trigger's call of the program ended. Everything but <see cref="Completed"/> abandons the messages.</summary>
internal enum InvocationOutcome
{
    /// <summary>The program did the work.</summary>
    Completed,

    /// <summary>The program answered otherwise than the contract asks.</summary>
    Failed,

    /// <summary>The call outran the function timeout and its grace; the program was killed for it.</summary>
    TimedOut,

    /// <summary>The program broke off, or will not be started again.</summary>
    ProgramGone,

    /// <summary>The program did not take the connection, so that it cannot have begun the work.</summary>
    NotTaken,
}
