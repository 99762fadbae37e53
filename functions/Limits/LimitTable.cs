namespace Relay.Functions.Limits;

/// <summary>Every limit on what partners may ask of the relay, in one place. docs/limits.md shows the same table.</summary>
public static class LimitTable
{
    /// <summary>Signed calls of any kind.</summary>
    public static readonly Limit PartnerRequests =
        Rate("partner.requests", LimitScope.Partner, "requests a second", "signature-input", options => options.PartnerRequestsPerSecond, options => options.PartnerRequestsBurst);

    /// <summary>Calls that search the stores for the caller.</summary>
    public static readonly Limit PartnerLookups =
        Rate("partner.lookups", LimitScope.Partner, "lookups a second", "signature-input", options => options.PartnerLookupsPerSecond, options => options.PartnerLookupsBurst);

    /// <summary>Envelopes of a sender, to whomever.</summary>
    public static readonly Limit PartnerEnvelopes =
        Rate("partner.envelopes", LimitScope.Partner, "envelopes a second", "envelopes", options => options.PartnerEnvelopesPerSecond, options => options.PartnerEnvelopesBurst);

    /// <summary>Bytes of the bodies of signed calls.</summary>
    public static readonly Limit PartnerBytes =
        Rate("partner.bytes", LimitScope.Partner, "bytes a second", "body", options => options.PartnerBytesPerSecond, options => options.PartnerBytesBurst);

    /// <summary>Envelopes from one partner to one other.</summary>
    public static readonly Limit PairEnvelopes =
        Rate("pair.envelopes", LimitScope.Pair, "envelopes a second", "to.partner", options => options.PairEnvelopesPerSecond, options => options.PairEnvelopesBurst);

    /// <summary>Bytes of ciphertext from one partner to one other.</summary>
    public static readonly Limit PairBytes =
        Rate("pair.bytes", LimitScope.Pair, "bytes a second", "to.partner", options => options.PairBytesPerSecond, options => options.PairBytesBurst);

    /// <summary>Signed calls of a partner that are worked on at the same time: the bulkhead between partners.</summary>
    public static readonly Limit PartnerRequestsInFlight = new()
    {
        Name = "partner.requests-in-flight",
        Scope = LimitScope.Partner,
        Kind = LimitKind.InFlight,
        Unit = "requests",
        Field = "signature-input",
        Number = options => options.PartnerRequestsInFlight,
        Extra = options => options.PartnerRequestsInFlightWaiting,
        WhenUnsure = WhenUnsure.Open,
        Reason = "Each instance knows its own work only, and protects itself only.",
    };

    /// <summary>Long polls of a partner that are held open at the same time; they take no place among the requests in flight.</summary>
    public static readonly Limit InboxPolls = new()
    {
        Name = "inbox.polls",
        Scope = LimitScope.Partner,
        Kind = LimitKind.InFlight,
        Unit = "polls",
        Field = "signature-input",
        Number = options => options.InboxPolls,
        WhenUnsure = WhenUnsure.Open,
        Reason = "Each instance knows its own polls only; a poll too many costs a connection, a poll too few delays messages.",
    };

    /// <summary>Bytes of bodies being read or worked on for whoever names a partner's key; callers without a known key share one such part.</summary>
    public static readonly Limit PartnerBytesInFlight = new()
    {
        Name = "partner.bytes-in-flight",
        Scope = LimitScope.Partner,
        Kind = LimitKind.InFlight,
        Unit = "bytes",
        Field = "content-length",
        Number = options => options.PartnerBytesInFlight,
        WhenUnsure = WhenUnsure.Closed,
        Reason = "A body without Content-Length counts as the largest: memory that is gone takes every partner's traffic with it.",
    };

    /// <summary>Bytes of bodies being read or worked on, of all callers.</summary>
    public static readonly Limit InstanceBytesInFlight = new()
    {
        Name = "instance.bytes-in-flight",
        Scope = LimitScope.Instance,
        Kind = LimitKind.InFlight,
        Unit = "bytes",
        Field = "content-length",
        Number = options => options.InstanceBytesInFlight,
        WhenUnsure = WhenUnsure.Closed,
        Reason = "A body without Content-Length counts as the largest: memory that is gone takes every partner's traffic with it.",
    };

    /// <summary>Bytes that are parked for a partner that is away or fetches by itself.</summary>
    public static readonly Limit ParkedPartnerBytes = new()
    {
        Name = "parked.partner-bytes",
        Scope = LimitScope.Partner,
        Kind = LimitKind.Stored,
        Unit = "bytes",
        Field = "to.partner",
        Number = options => options.ParkedPartnerBytes,
        WhenUnsure = WhenUnsure.Open,
        Reason = "A store that does not answer must not stop what the queue can take; the queue's own size is the bound behind it.",
    };

    /// <summary>Bytes of one sender that are parked for one partner.</summary>
    public static readonly Limit ParkedPairBytes = new()
    {
        Name = "parked.pair-bytes",
        Scope = LimitScope.Pair,
        Kind = LimitKind.Stored,
        Unit = "bytes",
        Field = "to.partner",
        Number = options => options.ParkedPairBytes,
        WhenUnsure = WhenUnsure.Open,
        Reason = "A store that does not answer must not stop what the queue can take; the queue's own size is the bound behind it.",
    };

    /// <summary>Questions of a partner for whom its users' messages are encrypted.</summary>
    public static readonly Limit PartnerRecipients =
        Rate("partner.recipients", LimitScope.Partner, "questions a second", "signature-input", options => options.PartnerRecipientsPerSecond, options => options.PartnerRecipientsBurst);

    /// <summary>Questions of one user for whom its messages are encrypted.</summary>
    public static readonly Limit UserRecipients =
        Rate("user.recipients", LimitScope.User, "questions a second", "from", options => options.UserRecipientsPerSecond, options => options.UserRecipientsBurst);

    /// <summary>Links that one user may ask for.</summary>
    public static readonly Limit UserLinkAsks = new()
    {
        Name = "user.link-asks",
        Scope = LimitScope.User,
        Kind = LimitKind.Daily,
        Unit = "links a day",
        Field = "user",
        Number = options => options.UserLinkAsks,
        WhenUnsure = WhenUnsure.Closed,
        Reason = "Whom a user asks is a stranger: what cannot be counted is not asked.",
    };

    /// <summary>Codes that one user is told, whoever asks; beyond it nobody is told anything.</summary>
    public static readonly Limit UserLinkCodes = new()
    {
        Name = "user.link-codes",
        Scope = LimitScope.User,
        Kind = LimitKind.Daily,
        Unit = "codes a day",
        Field = "user",
        Number = options => options.UserLinkCodes,
        WhenUnsure = WhenUnsure.Closed,
        Reason = "A code that nobody has asked for is a nuisance: what cannot be counted is not told.",
    };

    /// <summary>Searches for people by what they are known by, of all users of a partner.</summary>
    public static readonly Limit PartnerFindsDaily = Daily("partner.finds-daily", LimitScope.Partner, "finds a day", "from", options => options.PartnerFindsDaily);

    /// <summary>The same of one user.</summary>
    public static readonly Limit UserFindsDaily = Daily("user.finds-daily", LimitScope.User, "finds a day", "from", options => options.UserFindsDaily);

    /// <summary>Requests to strangers to be allowed to write, of all users of a partner.</summary>
    public static readonly Limit PartnerContactsDaily = Daily("partner.contacts-daily", LimitScope.Partner, "contact requests a day", "user", options => options.PartnerContactsDaily);

    /// <summary>The same of one user.</summary>
    public static readonly Limit UserContactsDaily = Daily("user.contacts-daily", LimitScope.User, "contact requests a day", "user", options => options.UserContactsDaily);

    /// <summary>Profiles that one user reads.</summary>
    public static readonly Limit UserProfiles =
        Rate("user.profiles", LimitScope.User, "profiles a second", "from", options => options.UserProfilesPerSecond, options => options.UserProfilesBurst);

    /// <summary>Credentials for TURN servers that a partner asks for: one for each side of a call.</summary>
    public static readonly Limit PartnerCallRelays =
        Rate("partner.call-relays", LimitScope.Partner, "credentials a second", "signature-input", options => options.PartnerCallRelaysPerSecond, options => options.PartnerCallRelaysBurst);

    /// <summary>Uploads of keys: each costs up to 101 signatures to check.</summary>
    public static readonly Limit PartnerKeyUploads =
        Rate("partner.key-uploads", LimitScope.Partner, "uploads a second", "signature-input", options => options.PartnerKeyUploadsPerSecond, options => options.PartnerKeyUploadsBurst);

    /// <summary>People whose keys a partner's users claim.</summary>
    public static readonly Limit PartnerClaims =
        Rate("partner.claims", LimitScope.Partner, "claims a second", "to", options => options.PartnerClaimsPerSecond, options => options.PartnerClaimsBurst);

    /// <summary>Claims of one user of the keys of one other, whether or not it exists.</summary>
    public static readonly Limit UsersClaims =
        Rate("users.claims", LimitScope.User, "claims a second of one user's keys by one other", "to", options => options.UsersClaimsPerSecond, options => options.UsersClaimsBurst);

    /// <summary>One-time keys of one device that the users of one partner are given; beyond it they are given its last-resort key alone.</summary>
    public static readonly Limit DeviceKeysDaily = new()
    {
        Name = "device.keys-daily",
        Scope = LimitScope.User,
        Kind = LimitKind.Daily,
        Unit = "claims with one-time keys a day of one device by one partner",
        Field = "to",
        Number = options => options.DeviceKeysDaily,
        WhenUnsure = WhenUnsure.Closed,
        Reason = "It is counted in the row that has the keys: where the row cannot be written, no key is given.",
    };

    /// <summary>All of them, in the order of the documents.</summary>
    public static readonly IReadOnlyList<Limit> All =
    [
        PartnerRequests, PartnerLookups, PartnerEnvelopes, PartnerBytes, PairEnvelopes, PairBytes,
        PartnerRequestsInFlight, InboxPolls, PartnerBytesInFlight, InstanceBytesInFlight, ParkedPartnerBytes, ParkedPairBytes,
        PartnerRecipients, UserRecipients, UserLinkAsks, UserLinkCodes,
        PartnerFindsDaily, UserFindsDaily, PartnerContactsDaily, UserContactsDaily,
        UserProfiles, PartnerCallRelays,
        PartnerKeyUploads, PartnerClaims, UsersClaims, DeviceKeysDaily,
    ];

    private static Limit Rate(string name, LimitScope scope, string unit, string field, Func<LimitsOptions, long> number, Func<LimitsOptions, long> burst) => new()
    {
        Name = name,
        Scope = scope,
        Kind = LimitKind.Rate,
        Unit = unit,
        Field = field,
        Number = number,
        Extra = burst,
        WhenUnsure = WhenUnsure.Open,
        Reason = "A bucket begins full: a restart or a new instance must not turn a partner away.",
    };

    private static Limit Daily(string name, LimitScope scope, string unit, string field, Func<LimitsOptions, long> number) => new()
    {
        Name = name,
        Scope = scope,
        Kind = LimitKind.Daily,
        Unit = unit,
        Field = field,
        Number = number,
        WhenUnsure = WhenUnsure.Closed,
        Reason = "It is the bound on guessing who exists: where the count cannot be read, nobody is asked.",
    };
}
