using Relay.Functions.Hosting;
using Relay.Functions.Links;
using Relay.Functions.Transparency;

namespace Relay.Functions.Keys;

/// <summary>Whose keys a user wants, to begin sessions.</summary>
/// <param name="From">The user id of the caller's own user.</param>
/// <param name="To">The accounts, 1 to 20, each once.</param>
public sealed record ClaimRequest(string From, IReadOnlyList<ClaimTarget> To);

/// <summary>An account whose keys are wanted.</summary>
/// <param name="Partner">Its partner.</param>
/// <param name="User">Its user id.</param>
/// <param name="Devices">Whose devices' keys; when left out, those of all its devices, and of the accounts that share its mailbox.</param>
public sealed record ClaimTarget(string Partner, string User, IReadOnlyList<int>? Devices = null);

/// <summary>A result for each account that was asked for, in their order.</summary>
/// <param name="Results">The results.</param>
public sealed record ClaimAnswer(IReadOnlyList<ClaimResult> Results);

/// <summary>The keys of a person's accounts, or why there are none.</summary>
/// <param name="Partner">The account that was asked for.</param>
/// <param name="User">Its user id.</param>
/// <param name="Accounts">That account and those that share its mailbox.</param>
/// <param name="Problem">Why there are none.</param>
public sealed record ClaimResult(string Partner, string User, IReadOnlyList<ClaimedAccount>? Accounts = null, Problem? Problem = null);

/// <summary>An account with what sessions with its devices begin with.</summary>
/// <param name="Partner">Its partner.</param>
/// <param name="User">Its user id.</param>
/// <param name="ServiceId">Its service id.</param>
/// <param name="IdentityKey">Its identity key, base64 of 33 bytes; left out where it has none.</param>
/// <param name="IdentityKeyChangedAt">When it last got another identity key; left out when it never did.</param>
/// <param name="Link">What shows that it is of the same person as the account that was asked for; left out of that account itself.</param>
/// <param name="Devices">All its devices; one without keys that can be used stands there by its two numbers.</param>
/// <param name="Proof">That the log has this account with this identity key and these devices.</param>
/// <param name="Problem">Why no keys are handed out for its devices (below-floor).</param>
public sealed record ClaimedAccount(
    string Partner,
    string User,
    Guid ServiceId,
    byte[]? IdentityKey,
    DateTimeOffset? IdentityKeyChangedAt,
    RecipientLink? Link,
    IReadOnlyList<ClaimedDevice> Devices,
    KeyProof Proof,
    Problem? Problem = null);

/// <summary>A device and its keys.</summary>
/// <param name="Device">The device.</param>
/// <param name="RegistrationId">Its registration id.</param>
/// <param name="SignedPreKey">Its signed Curve25519 key.</param>
/// <param name="LastResortKyberPreKey">Its KEM key that is used when there is no one-time KEM key.</param>
/// <param name="PreKey">A one-time Curve25519 key; nobody else is given it.</param>
/// <param name="KyberPreKey">A one-time KEM key; nobody else is given it.</param>
public sealed record ClaimedDevice(
    int Device,
    int RegistrationId,
    SignedPreKey? SignedPreKey = null,
    SignedPreKey? LastResortKyberPreKey = null,
    PreKey? PreKey = null,
    SignedPreKey? KyberPreKey = null)
{
    internal bool HasKeys => SignedPreKey is not null;

    internal bool IsPostQuantum => LastResortKyberPreKey is not null || KyberPreKey is not null;
}
