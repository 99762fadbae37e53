namespace Relay.Chaos.Faults;

/// <summary>What is done to the relay or to a partner.</summary>
internal enum FaultKind
{
    /// <summary>SIGKILL for an instance's program; its host starts it again.</summary>
    KillProgram,

    /// <summary>SIGKILL for an instance's host, a while later for its program; then it starts anew.</summary>
    KillHost,

    /// <summary>SIGKILL for a namespace of the queue; then it starts anew.</summary>
    KillBus,

    /// <summary>Storage is stopped and starts anew.</summary>
    StopStorage,

    /// <summary>A partner behaves in another way.</summary>
    Behave,

    /// <summary>An operator gives a partner another number of lanes.</summary>
    ChangeLanes,

    /// <summary>An operator sets a partner's mode to pull, or back to push.</summary>
    ChangeMode,
}
