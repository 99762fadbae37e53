using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Relay.Functions.Accept;
using Relay.Functions.Callers;
using Relay.Functions.Hosting;
using Relay.Functions.Media;
using Relay.Functions.Operations;
using Relay.Functions.People;
using Relay.Signatures.Custody;

namespace Relay.Functions.Erasure;

/// <summary>Issues certificates of erasure: what is gone, and what ends by itself by when, computed from the options.</summary>
internal sealed class CertificateIssuer(
    RelayKeys keys,
    EraseStage stage,
    IOptions<RelayOptions> relay,
    IOptions<AcceptOptions> accept,
    IOptions<RetentionOptions> retention,
    IOptions<MediaOptions> media)
{
    /// <summary>Envelopes from and to the user in queues, in parked lanes, under way: they end as erased when their turn comes, or expire.</summary>
    public const string Envelopes = "envelopes";

    /// <summary>Final states: ids of envelopes, times and partners, no user.</summary>
    public const string Ledger = "ledger";

    /// <summary>What linked accounts' providers are told of the erasure, until they have taken it.</summary>
    public const string Events = "events";

    /// <summary>Media that was declared without its user.</summary>
    public const string UnattributedMedia = "unattributed-media";

    /// <summary>The mark: a keyed hash and the time of the erasure.</summary>
    public const string Mark = "mark";

    /// <summary>Copies in the memory of the program's instances.</summary>
    public const string Memory = "memory";

    /// <summary>How much the user has asked of strangers today, under a keyed hash.</summary>
    public const string Counters = "counters";

    // Counts of a day go when the next has begun.
    private static readonly TimeSpan CountersLife = TimeSpan.FromDays(2);

    // Sweeps run every hour, and may fail once or twice.
    private static readonly TimeSpan SweepMargin = TimeSpan.FromDays(1);

    /// <summary>The certificate of an erasure.</summary>
    public ErasureAnswer Issue(Address user, DateTimeOffset erasedAt)
    {
        var salt = RandomNumberGenerator.GetBytes(Signatures.Custody.Erasure.SaltLength);
        var erasure = new Signatures.Custody.Erasure
        {
            Relay = relay.Value.Authority,
            Partner = user.Partner,
            UserHash = Base64Url.EncodeToString(Signatures.Custody.Erasure.HashOf(salt, user.Partner, user.User)),
            ErasedAt = erasedAt,
            Gone = stage.Gone,
            Until = Rests(erasedAt),
        };
        return new ErasureAnswer(erasedAt, ErasureToken.Sign(erasure, keys.ReceiptKey), Base64Url.EncodeToString(salt));
    }

    private IReadOnlyList<ErasureRest> Rests(DateTimeOffset erasedAt)
    {
        // What was accepted at the last moment lives as long as the longest time to live; its claimed body a day more.
        var ended = erasedAt.AddSeconds(accept.Value.LongestTimeToLiveSeconds);
        return
        [
            new(Memory, erasedAt.AddSeconds(relay.Value.DirectoryCacheSeconds)),
            new(Counters, erasedAt + CountersLife + SweepMargin),
            new(Envelopes, ended + SweepMargin),
            new(Events, erasedAt.AddDays(retention.Value.LedgerDays) + SweepMargin),
            new(UnattributedMedia, erasedAt.AddDays(media.Value.RetentionDays) + SweepMargin),
            new(Ledger, ended.AddDays(retention.Value.LedgerDays) + SweepMargin),
            new(Mark, ended + ErasureSweep.MarkMargin + SweepMargin),
        ];
    }
}
