namespace Relay.Functions.Telemetry;

/// <summary>Names of the instruments. Alerts, the workbook and docs/telemetry.md use them: they do not change.</summary>
public static class MetricNames
{
    /// <summary>Counter.</summary>
    public const string Requests = "relay.requests";

    /// <summary>Counter.</summary>
    public const string Accepted = "relay.envelopes.accepted";

    /// <summary>Counter, bytes.</summary>
    public const string AcceptedBytes = "relay.envelopes.accepted.bytes";

    /// <summary>Counter.</summary>
    public const string Refused = "relay.envelopes.refused";

    /// <summary>Counter.</summary>
    public const string Ended = "relay.envelopes.ended";

    /// <summary>Histogram, seconds.</summary>
    public const string DeliveryLatency = "relay.envelopes.latency";

    /// <summary>Histogram, seconds.</summary>
    public const string PartnerCalls = "relay.partner.calls";

    /// <summary>Counter.</summary>
    public const string BreakerChanges = "relay.breaker.changes";

    /// <summary>Counter.</summary>
    public const string Held = "relay.envelopes.held";

    /// <summary>Gauge, 1 while open or disabled; by recipient and state.</summary>
    public const string BreakerOpen = "relay.breaker.open";

    /// <summary>Gauge, bytes; by recipient.</summary>
    public const string ParkedBytes = "relay.parked.bytes";

    /// <summary>Gauge; by recipient.</summary>
    public const string HeldNow = "relay.held";

    /// <summary>Gauge, seconds; by queue and namespace: the age of its oldest message.</summary>
    public const string QueueAge = "relay.queue.age";

    /// <summary>Counter; by partner: a claim has left a device of one of its users few one-time keys.</summary>
    public const string KeysLow = "relay.keys.low";

    /// <summary>Counter; by queue: messages put on Service Bus.</summary>
    public const string QueueSent = "relay.queue.sent";

    /// <summary>Counter; by queue: messages that the host brought.</summary>
    public const string QueueReceived = "relay.queue.received";

    /// <summary>Counter; by store and operation: requests to Table and Blob storage, each retry counted.</summary>
    public const string StorageOperations = "relay.storage.operations";

    /// <summary>Counter; by function: calls of the Functions host.</summary>
    public const string Executions = "relay.executions";
}
