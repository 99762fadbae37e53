namespace Relay.Functions.Queue;

/// <summary>The relay's queues, one a class; their properties are in infra/queues.json.</summary>
public static class QueueNames
{
    /// <summary>Sessions, duplicate detection.</summary>
    public const string Normal = "envelopes";

    /// <summary>Sessions, duplicate detection.</summary>
    public const string Urgent = "envelopes-urgent";

    /// <summary>No sessions: no order is promised.</summary>
    public const string Ephemeral = "envelopes-ephemeral";

    /// <summary>The queue of a class.</summary>
    public static string Of(EnvelopeClass envelopeClass) => envelopeClass switch
    {
        EnvelopeClass.Normal => Normal,
        EnvelopeClass.Urgent => Urgent,
        _ => Ephemeral,
    };
}
