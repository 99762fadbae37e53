namespace Relay.Local.Scale.Costs;

/// <summary>The tiers of a Service Bus namespace that the relay runs on.</summary>
public enum BusTier
{
    /// <summary>Shared, billed by operation, throttled at credits a second.</summary>
    Standard,

    /// <summary>Messaging units of its own, billed by the hour.</summary>
    Premium,
}
