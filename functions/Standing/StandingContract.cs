using System.Text.Json.Serialization;
using Relay.Functions.Agreements;
using Relay.Functions.Limits;
using Relay.Functions.Usage;

namespace Relay.Functions.Standing;

/// <summary>What the relay knows of the partner that asks. No member names a user.</summary>
/// <param name="Partner">Its name.</param>
/// <param name="At">When it was put together.</param>
/// <param name="Agreement">Its agreement.</param>
/// <param name="Limits">What it may ask of the relay.</param>
/// <param name="Usage">What it has used.</param>
/// <param name="Delivery">How deliveries to it and of it went, and what waits.</param>
public sealed record PartnerStanding(
    string Partner, DateTimeOffset At, AgreementView Agreement, IReadOnlyList<LimitInForce> Limits, UsageStanding Usage, DeliveryStanding Delivery);

/// <summary>What a partner has used, days and months of UTC. What happened in the last half minute may be missing.</summary>
/// <param name="Today">Since midnight.</param>
/// <param name="Month">Since the first of the month.</param>
public sealed record UsageStanding(UsageFigures Today, UsageFigures Month);

/// <summary>How deliveries go.</summary>
/// <param name="Mode">push or pull.</param>
/// <param name="Breaker">The partner's endpoint: closed, open or disabled; pull when it asks for its envelopes itself.</param>
/// <param name="BreakerReason">The last failure, as a word; left out while closed.</param>
/// <param name="BreakerSince">Since when it is not closed.</param>
/// <param name="NextTryAt">When the endpoint is tried next; signed calls bring it forward.</param>
/// <param name="ParkedBytes">Bytes that wait for the partner.</param>
/// <param name="ParkedLanes">Lanes in which something waits.</param>
/// <param name="Held">Envelopes that are held for an operator, counted up to 1000.</param>
/// <param name="Sent">Today's ends of what it sent.</param>
/// <param name="Received">Today's ends of what is for its users.</param>
/// <param name="Latency">From acceptance to delivery, of what was delivered to it today; left out where nothing was.</param>
/// <param name="Receipts">The receipts and events that are posted to it; left out where it has no events endpoint.</param>
public sealed record DeliveryStanding(
    string Mode, string Breaker, string? BreakerReason, DateTimeOffset? BreakerSince, DateTimeOffset? NextTryAt, long ParkedBytes, int ParkedLanes, int Held,
    EndsStanding Sent, EndsStanding Received, LatencyStanding? Latency, ReceiptsStanding? Receipts);

/// <summary>How envelopes ended.</summary>
/// <param name="Ended">How many.</param>
/// <param name="Delivered">Of these, delivered.</param>
/// <param name="SuccessShare">Their share, 0 to 1; left out where none has ended.</param>
public sealed record EndsStanding(long Ended, long Delivered, double? SuccessShare);

/// <summary>Upper bounds of percentiles, in seconds, out of a histogram's buckets; null for more than an hour.</summary>
/// <param name="Batches">How many deliveries were counted.</param>
/// <param name="P50">Half of them took at most this.</param>
/// <param name="P95">95 of 100.</param>
/// <param name="P99">99 of 100.</param>
public sealed record LatencyStanding(long Batches, double? P50, double? P95, double? P99);

/// <summary>How far the posts to an events endpoint have come.</summary>
/// <param name="LagSeconds">The age of the oldest receipt or event that is not taken yet; 0 where there is none.</param>
/// <param name="WaitingEvents">Events that wait, counted up to 100.</param>
/// <param name="Failures">Posts that failed in a row.</param>
/// <param name="NextPostAt">Not before this time; left out where nothing has failed.</param>
public sealed record ReceiptsStanding(long LagSeconds, int WaitingEvents, int Failures, DateTimeOffset? NextPostAt);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PartnerStanding))]
internal sealed partial class StandingJson : JsonSerializerContext;
