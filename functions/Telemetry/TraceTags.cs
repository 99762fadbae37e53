namespace Relay.Functions.Telemetry;

/// <summary>Names of the spans' attributes.</summary>
internal static class TraceTags
{
    public const string Partner = "relay.partner";
    public const string Status = "http.response.status_code";
    public const string Sender = "relay.sender";
    public const string Recipient = "relay.recipient";
    public const string Class = "relay.class";
    public const string Kind = "relay.message.kind";
    public const string Queue = "messaging.destination.name";
    public const string Messages = "messaging.batch.message_count";
    public const string DeliveryCount = "relay.delivery.count";
    public const string Envelopes = "relay.envelopes";
    public const string Accepted = "relay.envelopes.accepted";
    public const string Outcome = "relay.outcome";
}
