namespace Relay.Functions.Telemetry;

/// <summary>Names of the instruments' tags.</summary>
public static class MetricTags
{
    /// <summary>Who signed a request.</summary>
    public const string Partner = "partner";

    /// <summary>An operation of the API; of storage: read, list, write or delete.</summary>
    public const string Operation = "operation";

    /// <summary>An HTTP status code.</summary>
    public const string Status = "status";

    /// <summary>The sending partner.</summary>
    public const string Sender = "sender";

    /// <summary>The recipient's partner.</summary>
    public const string Recipient = "recipient";

    /// <summary>normal, urgent or ephemeral.</summary>
    public const string Class = "class";

    /// <summary>A short word of the API's problems, or a final state's reason.</summary>
    public const string Reason = "reason";

    /// <summary>A final state, or a breaker's.</summary>
    public const string State = "state";

    /// <summary>none, or a failure of a call.</summary>
    public const string Outcome = "outcome";

    /// <summary>Which of a partner's endpoints: deliveries or events.</summary>
    public const string Endpoint = "endpoint";

    /// <summary>A queue's name.</summary>
    public const string Queue = "queue";

    /// <summary>The number of a Service Bus namespace, 0 to 15.</summary>
    public const string Namespace = "namespace";

    /// <summary>tables or blobs.</summary>
    public const string Store = "store";

    /// <summary>A function's name, as its folder of function.json.</summary>
    public const string Function = "function";

    /// <summary>The partner tag of requests that an operator has signed; no partner can have this name.</summary>
    public const string AnyOperator = "(operator)";

    /// <summary>The partner tag of requests that nobody is known to have signed.</summary>
    public const string Nobody = "none";
}
