namespace Relay.Functions.Deliver;

/// <summary>The words by which calls to partners are counted.</summary>
internal static class FailureWords
{
    /// <summary>The word of an outcome; <c>none</c> for a call that was answered well.</summary>
    public static string Of(DestinationFailure failure) => failure switch
    {
        DestinationFailure.None => "none",
        DestinationFailure.Unreachable => "unreachable",
        DestinationFailure.TimedOut => "timed-out",
        DestinationFailure.BadStatus => "bad-status",
        DestinationFailure.BadAnswer => "bad-answer",
        DestinationFailure.NotCallable => "not-callable",
        _ => throw new ArgumentOutOfRangeException(nameof(failure), failure, null),
    };
}
