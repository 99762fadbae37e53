namespace Relay.Functions.Reconcile;

/// <summary>A question that keeps the rules.</summary>
/// <param name="Caller">The partner that asks.</param>
/// <param name="Sender">Whose envelopes are compared.</param>
/// <param name="Recipient">Null for all recipients: the caller is the sender.</param>
/// <param name="From">The first minute.</param>
/// <param name="To">The minute after the last.</param>
/// <param name="Buckets">By minute.</param>
/// <param name="Ids">By minute.</param>
internal sealed record ReconcileQuestion(
    string Caller,
    string Sender,
    string? Recipient,
    DateTimeOffset From,
    DateTimeOffset To,
    IReadOnlyDictionary<DateTimeOffset, ReconcileBucket> Buckets,
    IReadOnlyDictionary<DateTimeOffset, IReadOnlySet<Guid>> Ids);
