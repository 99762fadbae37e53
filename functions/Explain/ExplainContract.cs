using System.Text.Json;
using System.Text.Json.Serialization;
using Relay.Functions.Lanes;
using Relay.Functions.Limits;
using Relay.Functions.Partners;

namespace Relay.Functions.Explain;

/// <summary>Why an envelope is delivered or not, as far as the relay knows.</summary>
/// <param name="Id">The envelope.</param>
/// <param name="State">delivered, refused, expired or erased; parked or held; queued-or-unknown for one that waits nowhere: it is on its way, or there is none.</param>
/// <param name="Summary">One sentence for people.</param>
/// <param name="Reason">A short word, where there is one.</param>
/// <param name="To">The recipient's partner.</param>
/// <param name="AcceptedAt">When the relay accepted it.</param>
/// <param name="EndedAt">When it ended.</param>
/// <param name="ExpiresAt">When it will have expired.</param>
/// <param name="PossiblyDelivered">True when the recipient's partner may have it all the same.</param>
/// <param name="Breaker">The recipient partner's endpoint.</param>
/// <param name="Lane">The lane that it waits in; left out when it waits in none.</param>
/// <param name="Quota">What the sender could send to that partner now, at the instance that answers.</param>
/// <param name="Sender">The partner that sent it, when an operator asks.</param>
public sealed record Explanation(
    Guid Id, string State, string Summary, string? Reason, string? To, DateTimeOffset? AcceptedAt, DateTimeOffset? EndedAt, DateTimeOffset? ExpiresAt,
    bool? PossiblyDelivered, BreakerView? Breaker, LaneView? Lane, IReadOnlyList<LimitUse>? Quota, string? Sender = null);

/// <summary>A partner's endpoint as the relay sees it.</summary>
/// <param name="State">closed, open or disabled; pull when the partner asks for its envelopes itself.</param>
/// <param name="Reason">The last failure, as a word.</param>
/// <param name="Since">Since when it is not closed.</param>
/// <param name="Attempts">Failed tries in a row.</param>
/// <param name="LastTryAt">The last try.</param>
/// <param name="NextTryAt">The next one; signed traffic from that partner brings it forward.</param>
public sealed record BreakerView(string State, string? Reason, DateTimeOffset? Since, int? Attempts, DateTimeOffset? LastTryAt, DateTimeOffset? NextTryAt)
{
    internal static BreakerView Of(PartnerRecord partner, PartnerLanes state)
    {
        if (partner.Mode == DeliveryMode.Pull)
            return new BreakerView("pull", null, null, null, null, null);
        if (state.Breaker is not { } breaker)
            return new BreakerView("closed", null, null, null, null, null);
        return new BreakerView(
            breaker.State == BreakerState.Disabled ? "disabled" : "open",
            JsonNamingPolicy.KebabCaseLower.ConvertName(breaker.Reason.ToString()),
            breaker.Since,
            breaker.Attempts,
            breaker.LastTryAt,
            breaker.State == BreakerState.Disabled ? null : breaker.ProbeAt);
    }
}

/// <summary>A lane as the relay has it.</summary>
/// <param name="State">parked: everything waits in order; waiting: only some recipients do.</param>
/// <param name="Attempts">Failures in a row of its first message.</param>
/// <param name="NextTryAt">When it is tried by itself; left out while it waits for the breaker, for lanes before it, or to be asked for.</param>
/// <param name="ParkedBytes">What the sender has parked in it.</param>
public sealed record LaneView(string State, int Attempts, DateTimeOffset? NextTryAt, long ParkedBytes);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Explanation))]
internal sealed partial class ExplainJson : JsonSerializerContext;
