using System.Buffers.Text;
using System.Security.Cryptography;

namespace Relay.Client.States;

/// <summary>What a partner has of an interval of acceptance.</summary>
/// <param name="Role">sender or recipient.</param>
/// <param name="From">The first minute.</param>
/// <param name="To">The minute after the last; at most 24 hours later, and over.</param>
/// <param name="Peer">For a recipient: the partner that sent.</param>
public sealed record ReconcileQuestion(string Role, DateTimeOffset From, DateTimeOffset To, string? Peer = null)
{
    /// <summary>Asks about envelopes that the partner has 202s for.</summary>
    public const string Sender = "sender";

    /// <summary>Asks about envelopes that were delivered to the partner.</summary>
    public const string Recipient = "recipient";

    /// <summary>What the partner has, by minute; a minute that is left out counts as empty.</summary>
    public IReadOnlyList<MinuteBucket> Buckets { get; init; } = [];

    /// <summary>All ids of minutes that are known to differ; at most 10,000 together.</summary>
    public IReadOnlyList<MinuteIds> Ids { get; init; } = [];
}

/// <summary>What a side has of one minute of acceptance.</summary>
/// <param name="Minute">The minute.</param>
/// <param name="Count">Ids.</param>
/// <param name="Digest">See <see cref="Of"/>.</param>
public sealed record MinuteBucket(DateTimeOffset Minute, int Count, string Digest)
{
    /// <summary>The bucket of a minute's ids: the digest is base64url of the SHA-256 over the distinct ids in ascending order, 16 bytes each as they are written.</summary>
    public static MinuteBucket Of(DateTimeOffset minute, IEnumerable<Guid> ids)
    {
        Guid[] ordered = [.. ids.Distinct().Order()];
        var bytes = new byte[ordered.Length * 16];
        for (var i = 0; i < ordered.Length; i++)
            ordered[i].TryWriteBytes(bytes.AsSpan(i * 16), bigEndian: true, out _);
        return new MinuteBucket(minute, ordered.Length, Base64Url.EncodeToString(SHA256.HashData(bytes)));
    }
}

/// <summary>The ids that a side has of one minute of acceptance.</summary>
/// <param name="Minute">The minute.</param>
/// <param name="Ids">All of them.</param>
public sealed record MinuteIds(DateTimeOffset Minute, IReadOnlyList<Guid> Ids);

/// <summary>Where the relay and the partner differ.</summary>
/// <param name="From">The first minute that was compared.</param>
/// <param name="To">The minute after the last that was compared.</param>
/// <param name="Complete">Whether that is all; otherwise ask again from <paramref name="To"/>.</param>
/// <param name="Minutes">The minutes that differ.</param>
public sealed record ReconcileResult(DateTimeOffset From, DateTimeOffset To, bool Complete, IReadOnlyList<DifferingMinute> Minutes);

/// <summary>A minute in which the relay and the partner differ.</summary>
/// <param name="Minute">The minute.</param>
/// <param name="Count">Ids that the relay has.</param>
/// <param name="Digest">Their digest.</param>
/// <param name="Ids">The ids that the relay has, when the partner named none; null when there are too many.</param>
/// <param name="MissingAtPartner">Ids that the relay has and the partner did not name.</param>
/// <param name="MissingAtRelay">Ids that the partner named and the relay does not have in this minute.</param>
public sealed record DifferingMinute(
    DateTimeOffset Minute,
    int Count,
    string Digest,
    IReadOnlyList<ComparedEnvelope>? Ids = null,
    IReadOnlyList<ComparedEnvelope>? MissingAtPartner = null,
    IReadOnlyList<ComparedEnvelope>? MissingAtRelay = null);

/// <summary>One envelope of a minute that differs.</summary>
/// <param name="Id">The envelope.</param>
/// <param name="State">One of <see cref="EnvelopeStateWords"/>.</param>
/// <param name="Reason">A short word, where there is one.</param>
/// <param name="AcceptedAt">When the relay accepted it, where it knows.</param>
/// <param name="PossiblyDelivered">Whether the recipient's partner may have it all the same.</param>
public sealed record ComparedEnvelope(Guid Id, string State, string? Reason = null, DateTimeOffset? AcceptedAt = null, bool PossiblyDelivered = false);
