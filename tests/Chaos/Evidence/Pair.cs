using Relay.Client.Envelopes;

namespace Relay.Chaos.Evidence;

/// <summary>Within what order is promised: one sender, one recipient, one class.</summary>
/// <param name="From">The sender.</param>
/// <param name="To">The recipient.</param>
/// <param name="Class">How the envelopes travel; ephemeral ones have no order.</param>
internal sealed record Pair(UserAddress From, UserAddress To, DeliveryClass Class);
