namespace Relay.Local.Bus.Tests.Durability.Witnessing;

/// <summary>Where a message may be, as far as its clients can know: one place after an answer, several while one is missing.</summary>
[Flags]
internal enum Places
{
    None = 0,

    /// <summary>The broker never took it in.</summary>
    Nowhere = 1,

    /// <summary>It waits for its time, or, when that has come, for a receiver.</summary>
    Scheduled = 2,

    /// <summary>It waits for a receiver, or is locked by one.</summary>
    Waiting = 4,

    /// <summary>It is set aside, to be received by its number.</summary>
    Deferred = 8,

    DeadLettered = 16,

    /// <summary>It was completed, taken or cancelled.</summary>
    Gone = 32,
}
