using Relay.Functions.Devices;

namespace Relay.Functions.Hosting;

/// <summary>Every problem the relay answers with: the one place where a code gets its status and title.</summary>
public static class Problems
{
    public static Problem Malformed(string field, string rule, long? limit = null) =>
        new(400, "malformed", "The request breaks a rule of its format.", Field: field, Rule: rule, Limit: limit);

    public static Problem SignatureInvalid(string detail) =>
        new(401, "signature-invalid", "The request's HTTP message signature was not accepted.", detail);

    /// <summary>One answer for wrong, over and used.</summary>
    public static readonly Problem SignInLinkInvalid =
        new(403, "sign-in-link-invalid", "The sign-in link is not valid, over, or was used before.", Field: "code");

    public static Problem Replayed() =>
        new(401, "signature-replayed", "This signature's nonce was used before.", Field: "signature-input", Rule: "a nonce is used once");

    public static Problem KeyExpired() =>
        new(401, "key-expired", "The signing key has expired.", Field: "signature-input", Rule: "keyid names a key before its expiresAt");

    public static Problem KeyNotYetValid() =>
        new(401, "key-not-yet-valid", "The signing key's time has not come.", Field: "signature-input", Rule: "keyid names a key from its notBefore on");

    public static Problem PartnerSuspended() =>
        new(403, "partner-suspended", "This partner is suspended.");

    public static Problem PartnerRequested() =>
        new(403, "partner-requested", "This partner's agreement is requested, and not yet in force.");

    public static Problem PartnerEnded() =>
        new(403, "partner-ended", "The agreement with this partner has ended.");

    public static Problem NotAllowed(string detail) =>
        new(403, "not-allowed", "This caller may not do that.", detail);

    public static Problem NotFound(string what) =>
        new(404, "not-found", "There is nothing here for this caller.", what);

    public static Problem Conflict(string code, string detail, string? field = null) =>
        new(409, code, "The request conflicts with what is stored.", detail, Field: field);

    public static Problem PartnerChanged() => Conflict("partner-changed", "Another call has changed the partner meanwhile; read it again.");

    public static Problem TooManyKeys(int most) => Conflict("too-many-keys", "The partner has as many keys as it can have; remove one that is not used any longer.", "key") with { Limit = most };

    public static Problem KeyInUse() => Conflict("key-in-use", "This key signs the request; remove it by another.", "kid");

    public static Problem LastKey() => Conflict("last-key", "No other key of the partner is good now.", "kid");

    /// <summary>The new key did not sign that it becomes this partner's.</summary>
    public static readonly Problem ProofWrong =
        new(422, "proof-wrong", "The proof is not the new key's signature over the statement of this partner, key and time.", Field: "proof.signature");

    public static Problem TooLarge(string field, long limit) =>
        new(413, "too-large", "The request is larger than allowed.", Field: field, Rule: "at most this many bytes", Limit: limit);

    /// <summary>The problem for what routing itself refuses; null for every other status.</summary>
    public static Problem? OfStatus(int status) => status switch
    {
        404 => NotFound("No such route."),
        405 => new(405, "method-not-allowed", "This route does not take this method."),
        415 => UnsupportedMediaType(),
        _ => null,
    };

    public static Problem UnsupportedMediaType() =>
        new(415, "unsupported-media-type", "The body must be application/json.", Field: "content-type");

    public static Problem TooFast(string field, string rule, long limit, int retryAfterSeconds) =>
        new(429, "too-fast", "This partner sends faster than agreed.", Field: field, Rule: rule, Limit: limit, RetryAfterSeconds: retryAfterSeconds);

    public static Problem PairTooFast(string field, string rule, long limit, int retryAfterSeconds) =>
        new(429, "pair-too-fast", "This partner sends faster to that one than agreed.", Field: field, Rule: rule, Limit: limit, RetryAfterSeconds: retryAfterSeconds);

    public static Problem TooManyAtOnce(string field, string rule, long limit, int retryAfterSeconds) =>
        new(429, "too-many-at-once", "This partner asks for more at the same time than agreed.", Field: field, Rule: rule, Limit: limit, RetryAfterSeconds: retryAfterSeconds);

    /// <summary>One answer for unknown, closed, opted out and blocked, so that nobody can probe who exists.</summary>
    public static readonly Problem NotReachable =
        new(403, "not-reachable", "The sender cannot write to this recipient.");

    /// <summary>There is no profile of this version. Said only to those who may write to its user.</summary>
    public static readonly Problem ProfileChanged =
        new(404, "profile-changed", "There is no profile of this version.", Field: "version", Rule: "the version that follows from the present profile key");

    /// <summary>Said only to those who may write to the recipient.</summary>
    public static readonly Problem ClassNotWanted =
        new(403, "class-not-wanted", "The recipient does not take envelopes of this class.", Field: "class");

    /// <summary>Said only to those who may write to the recipient.</summary>
    public static Problem CapabilityMissing(string capability) =>
        new(403, "capability-missing", "One of the two partners does not take part in this.", Field: "to.partner", Rule: $"{capability} of both partners");

    /// <summary>Said only to those who may write to the recipient.</summary>
    public static Problem ProtocolNotAgreed(string field, string protocol) =>
        new(403, "protocol-not-agreed", "The two partners have not agreed on this protocol.", Field: field, Rule: $"{protocol} of both partners");

    /// <summary>Said only to those who may write to the recipient.</summary>
    public static Problem BelowFloor(string field, string rule) =>
        new(403, "below-floor", "The ciphertext is below what one of the two partners asks for.", Field: field, Rule: rule);

    /// <summary>Said only to those who may write to the recipient.</summary>
    public static Problem DevicesMismatch(DeviceMismatch mismatch) =>
        new(409, "devices-mismatch", "The envelope does not address the recipient's devices.", Field: "ciphertexts", Rule: "one for each device of the recipient") { Devices = mismatch };

    /// <summary>Said only to those who may write to the recipient and to the accounts that are named.</summary>
    public static Problem AccountsMissing(IReadOnlyList<MissingAccount> accounts) =>
        new(409, "accounts-missing", "The message leaves out accounts that share the recipient's mailbox.", Field: "messageId", Rule: "in one request an envelope for each of them") { Accounts = accounts };

    /// <summary>Said only to those who may write to the recipient.</summary>
    public static readonly Problem ServiceIdMismatch =
        new(409, "service-id-mismatch", "The message is sealed for another service id than the recipient's.", Field: "message", Rule: "recipients in the order of the message");

    /// <summary>Said only to partners that take part in the group.</summary>
    public static Problem EpochStale(ulong epoch) =>
        new(409, "epoch-stale", "Another commit has begun the group's next epoch.", Field: "message", Rule: "a commit of the group's present epoch") { Epoch = epoch };

    /// <summary>A message that must not overtake a commit.</summary>
    public static Problem CommitIncomplete(int retryAfterSeconds) =>
        new(503, "commit-incomplete", "The group's last commit is not queued for everybody yet; send it again, then this.", RetryAfterSeconds: retryAfterSeconds);

    public static readonly Problem IdReused =
        new(422, "id-reused", "This envelope id was used before with other content.", Field: "id", Rule: "an id belongs to one content");

    public static Problem CallsNotConfigured() =>
        new(404, "calls-not-configured", "This relay names no TURN servers.", Rule: "Calls__TurnUrls and Calls__TurnSharedSecret are set");

    /// <summary>One answer for wrong, expired, used up and unknown.</summary>
    public static readonly Problem LinkCodeWrong =
        new(403, "link-code-wrong", "The code does not confirm this link.");

    public static readonly Problem SignatureWrong =
        new(422, "signature-wrong", "The signature is not that of the account's identity key over this statement.", Field: "signature");

    public static Problem NotOptedIn() => Conflict("not-opted-in", "The user is not enlisted or has not opted in.", "user");

    public static Problem IdentityKeyMissing() => Conflict("identity-key-missing", "The user has no identity key.", "user");

    public static Problem TooManyLinks(int most) => Conflict("too-many-links", "An account has as many links as it can have.") with { Limit = most };

    public static Problem NoSuchLink() => NotFound("No such link of this user is to be signed.");

    public static Problem CiphertextMalformed(string field, string rule) =>
        new(422, "ciphertext-malformed", "The content does not have the shape of a ciphertext.", Field: field, Rule: rule);

    /// <summary>A key that a device may not publish.</summary>
    public static Problem KeyInvalid(string field, string rule, long? limit = null) =>
        new(422, "key-invalid", "A published key breaks a rule.", Field: field, Rule: rule, Limit: limit);

    public static Problem KeyIdUsed(string field, int highest) =>
        Conflict("key-id-used", "A one-time key's id is not above those that the device has had.", field) with { Rule = "above the limit", Limit = highest };

    public static Problem StockFull(string field, int most) =>
        Conflict("stock-full", "The device has as many unclaimed one-time keys as it can have.", field) with { Rule = "at most this many with those of the upload", Limit = most };

    public static Problem TooManyDevices(int most) => Conflict("too-many-devices", "The user has as many devices as it can have.", "device") with { Limit = most };

    public static Problem KeysDrifted() => Conflict("keys-drifted", "The device has published other keys than these, or no last-resort key.", "digest");

    public static Problem KeysSuperseded() => Conflict("keys-superseded", "Another call has changed the device meanwhile; publish its keys again.");

    /// <summary>The partners have agreed that sessions between their users begin with a KEM key, and a device has none.</summary>
    public static readonly Problem BundleBelowFloor =
        new(403, "below-floor", "The keys are below what one of the two partners asks for.", Field: "to", Rule: "a KEM key on each device");

    public static Problem StoreUnavailable(int retryAfterSeconds) =>
        new(503, "store-unavailable", "The relay cannot reach its stores; try again.", RetryAfterSeconds: retryAfterSeconds);

    public static Problem Busy(string field, string rule, long limit, int retryAfterSeconds) =>
        new(503, "busy", "The relay has as much to do as it can hold; try again.", Field: field, Rule: rule, Limit: limit, RetryAfterSeconds: retryAfterSeconds);

    public static Problem LaneFull(string field, string rule, long limit, int retryAfterSeconds) =>
        new(503, "lane-full", "As much as agreed waits for this recipient's provider; send the envelope again with the same id.", Field: field, Rule: rule, Limit: limit, RetryAfterSeconds: retryAfterSeconds);

    public static Problem LaneUnavailable(int retryAfterSeconds) =>
        new(503, "lane-unavailable", "The envelope could not be queued; send it again with the same id.", RetryAfterSeconds: retryAfterSeconds);
}
