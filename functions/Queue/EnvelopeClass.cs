namespace Relay.Functions.Queue;

/// <summary>How an envelope wants to travel; each class has a queue and lanes of its own.</summary>
public enum EnvelopeClass : byte
{
    /// <summary>Stored and forwarded in order; parked while the recipient's provider is away.</summary>
    Normal = 0,

    /// <summary>As normal, in lanes that ordinary traffic cannot delay (calls).</summary>
    Urgent = 1,

    /// <summary>Delivered at once or not at all, without order (typing indicators).</summary>
    Ephemeral = 2,
}
