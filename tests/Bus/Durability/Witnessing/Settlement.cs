namespace Relay.Local.Bus.Tests.Durability.Witnessing;

/// <summary>What a receiver does with a message it has locked.</summary>
internal enum Settlement
{
    Complete,

    /// <summary>With a note, which is a property to change.</summary>
    Abandon,

    /// <summary>With a note, which is a property to change.</summary>
    Defer,

    /// <summary>With a reason.</summary>
    DeadLetter,
}
