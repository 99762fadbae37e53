namespace Relay.Chaos.Partners;

/// <summary>How a partner's endpoint treats deliveries.</summary>
internal enum Behaviour
{
    /// <summary>Takes everything.</summary>
    Healthy,

    /// <summary>Refuses connections.</summary>
    Down,

    /// <summary>Answers 500 to some, and takes nothing of these.</summary>
    Failing,

    /// <summary>Answers 429 with Retry-After to some, and takes nothing of these.</summary>
    Throttling,

    /// <summary>Takes everything, and answers seconds later.</summary>
    Slow,

    /// <summary>Takes everything, and never answers some.</summary>
    Deaf,

    /// <summary>Takes everything, and breaks the connection in mid-answer of some.</summary>
    Cutting,

    /// <summary>Takes everything, and answers some with what is not JSON.</summary>
    Garbling,

    /// <summary>Asks for some recipients' envelopes again later, refuses a few envelopes, takes the rest.</summary>
    Picky,

    /// <summary>Answers some for envelopes that it was not given, and takes nothing of these.</summary>
    Confused,

    /// <summary>Sends some elsewhere, and takes nothing of these.</summary>
    Redirecting,
}
