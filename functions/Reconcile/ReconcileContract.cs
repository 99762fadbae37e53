using System.Text.Json.Serialization;

namespace Relay.Functions.Reconcile;

/// <summary>What a partner has of an interval.</summary>
/// <param name="Role">sender: envelopes that the partner has 202s for. recipient: envelopes that the relay delivered to it and that it accepted.</param>
/// <param name="Peer">For a recipient: the partner that sent them.</param>
/// <param name="From">The first minute of acceptedAt.</param>
/// <param name="To">The minute after the last; at most 24 hours after <paramref name="From"/>.</param>
/// <param name="Buckets">What the partner has, by minute of acceptedAt; a minute that is left out counts as empty.</param>
/// <param name="Ids">Of minutes that are known to differ: all ids that the partner has; at most 10,000 together.</param>
public sealed record ReconcileRequest(
    string? Role, string? Peer, DateTimeOffset? From, DateTimeOffset? To, IReadOnlyList<ReconcileBucket>? Buckets, IReadOnlyList<ReconcileIds>? Ids);

/// <summary>What a partner has of one minute.</summary>
/// <param name="Minute">The minute of acceptedAt.</param>
/// <param name="Count">Ids.</param>
/// <param name="Digest">base64url, without padding, of the SHA-256 over the ids in ascending order, 16 bytes each as they are written.</param>
public sealed record ReconcileBucket(DateTimeOffset Minute, int Count, string? Digest);

/// <summary>The ids that a partner has of one minute.</summary>
/// <param name="Minute">The minute of acceptedAt.</param>
/// <param name="Ids">All of them.</param>
public sealed record ReconcileIds(DateTimeOffset Minute, IReadOnlyList<Guid>? Ids);

/// <summary>Where the relay and the partner differ.</summary>
/// <param name="From">The first minute that was compared.</param>
/// <param name="To">The minute after the last that was compared.</param>
/// <param name="Complete">Whether that is all that was asked; otherwise ask again from <paramref name="To"/>.</param>
/// <param name="Minutes">The minutes that differ.</param>
public sealed record ReconcileAnswer(DateTimeOffset From, DateTimeOffset To, bool Complete, IReadOnlyList<ReconciledMinute> Minutes);

/// <summary>A minute in which the relay and the partner differ.</summary>
/// <param name="Minute">The minute of acceptedAt.</param>
/// <param name="Count">Ids that the relay has.</param>
/// <param name="Digest">Their digest.</param>
/// <param name="Ids">The ids that the relay has, when the partner named none of its own; left out when there are too many.</param>
/// <param name="MissingAtPartner">Ids that the relay has and the partner did not name.</param>
/// <param name="MissingAtRelay">Ids that the partner named and the relay does not have in this minute.</param>
public sealed record ReconciledMinute(
    DateTimeOffset Minute,
    int Count,
    string Digest,
    IReadOnlyList<ReconciledEnvelope>? Ids,
    IReadOnlyList<ReconciledEnvelope>? MissingAtPartner,
    IReadOnlyList<ReconciledEnvelope>? MissingAtRelay);

/// <summary>One envelope of a minute that differs.</summary>
/// <param name="Id">The envelope.</param>
/// <param name="State">
/// A final state; parked or held; pending: not ended, and it may yet be under way; unknown: not ended, and nothing accepted in
/// that minute can be under way any more.
/// </param>
/// <param name="Reason">A short word, where there is one.</param>
/// <param name="AcceptedAt">When the relay accepted it, where it knows.</param>
/// <param name="PossiblyDelivered">True when the recipient's partner may have it all the same; otherwise left out.</param>
public sealed record ReconciledEnvelope(Guid Id, string State, string? Reason = null, DateTimeOffset? AcceptedAt = null, bool? PossiblyDelivered = null);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(ReconcileRequest))]
[JsonSerializable(typeof(ReconcileAnswer))]
internal sealed partial class ReconcileJson : JsonSerializerContext;
