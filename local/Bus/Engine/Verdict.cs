namespace Relay.Local.Bus.Engine;

/// <summary>What a receiver decides of a message.</summary>
internal enum Decision
{
    /// <summary>It is done.</summary>
    Complete,

    /// <summary>The delivery failed; deliver again.</summary>
    Abandon,

    /// <summary>Set aside until it is asked for by its sequence number.</summary>
    Defer,

    /// <summary>Move to the dead-letter sub-queue.</summary>
    DeadLetter,

    /// <summary>The receiver did not look at it; deliver again without counting.</summary>
    Release,
}

/// <summary>A decision and the application properties to change with it.</summary>
internal sealed record Verdict(Decision Decision, IReadOnlyList<KeyValuePair<string, object?>> Properties)
{
    public const string ReasonProperty = "DeadLetterReason";
    public const string DescriptionProperty = "DeadLetterErrorDescription";

    public static Verdict Of(Decision decision) => new(decision, []);

    public static Verdict DeadLetter(string reason, string description) => new(
        Decision.DeadLetter, [new(ReasonProperty, reason), new(DescriptionProperty, description)]);
}
