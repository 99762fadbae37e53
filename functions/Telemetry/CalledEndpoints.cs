namespace Relay.Functions.Telemetry;

/// <summary>The words for a partner's endpoints in the tag <see cref="MetricTags.Endpoint"/>.</summary>
public static class CalledEndpoints
{
    /// <summary>What takes envelopes.</summary>
    public const string Deliveries = "deliveries";

    /// <summary>What takes receipts and events.</summary>
    public const string Events = "events";
}
