using Relay.Client.Accounts;
using Relay.Client.Envelopes;
using Relay.Client.Links;
using Relay.Client.Transparency;

namespace Relay.Client.Keys;

/// <summary>An account whose keys are wanted.</summary>
/// <param name="Partner">Its partner.</param>
/// <param name="User">Its user.</param>
/// <param name="Devices">Whose devices' keys; null for those of all its devices, and of the accounts that share its mailbox.</param>
public sealed record KeyTarget(string Partner, string User, IReadOnlyList<int>? Devices = null);

/// <summary>What came of a claim for one account.</summary>
/// <param name="Partner">The account's partner.</param>
/// <param name="User">The account's user.</param>
/// <param name="Accounts">The account first, then those that share its mailbox; null when there is a problem.</param>
/// <param name="Problem">Why there are none: <c>not-reachable</c>, or <c>too-fast</c> with the seconds to wait.</param>
public sealed record KeyClaim(string Partner, string User, IReadOnlyList<AccountKeys>? Accounts = null, RelayProblem? Problem = null);

/// <summary>An account and what sessions with its devices begin with. The relay's word only: the proof is to be checked, the signatures are by libsignal.</summary>
/// <param name="Partner">The account's partner.</param>
/// <param name="User">The account's user.</param>
/// <param name="ServiceId">Its service id, for libsignal.</param>
/// <param name="Devices">All its devices.</param>
/// <param name="Proof">That the relay's log has this account with this identity key and these devices.</param>
/// <param name="IdentityKey">Its identity key, 33 bytes; null where it has none.</param>
/// <param name="IdentityKeyChangedAt">When it last got another identity key; null if never.</param>
/// <param name="Link">What ties it to the account that was asked for; null of that account itself.</param>
/// <param name="Problem">Why no keys were handed out for its devices (<c>below-floor</c>).</param>
public sealed record AccountKeys(
    string Partner,
    string User,
    Guid ServiceId,
    IReadOnlyList<DeviceBundle> Devices,
    KeyProof Proof,
    byte[]? IdentityKey = null,
    DateTimeOffset? IdentityKeyChangedAt = null,
    PersonLink? Link = null,
    RelayProblem? Problem = null)
{
    /// <summary>The account.</summary>
    public UserAddress Address => new(Partner, User);

    /// <summary>The account as <see cref="RelayClient.GetRecipientsAsync"/> would tell it, for <see cref="LinkVerifier"/> and the check of the proof.</summary>
    public PersonAccount ToAccount() =>
        new(Partner, User, ServiceId, [.. Devices.Select(device => new UserDevice(device.Device, device.RegistrationId))], IdentityKey, Link);
}

/// <summary>A device and its keys; one without keys that can be used has its two numbers alone.</summary>
/// <param name="Device">The device.</param>
/// <param name="RegistrationId">Its registration id.</param>
/// <param name="SignedPreKey">Its signed Curve25519 key.</param>
/// <param name="LastResortKyberPreKey">Its KEM key for whoever got no one-time KEM key.</param>
/// <param name="PreKey">A one-time Curve25519 key, given to nobody else.</param>
/// <param name="KyberPreKey">A one-time KEM key, given to nobody else.</param>
public sealed record DeviceBundle(
    int Device, int RegistrationId, SignedPreKey? SignedPreKey = null, SignedPreKey? LastResortKyberPreKey = null, PreKey? PreKey = null, SignedPreKey? KyberPreKey = null)
{
    /// <summary>The KEM key to begin a session with: the one-time key where there is one.</summary>
    public SignedPreKey? BestKyberPreKey() => KyberPreKey ?? LastResortKyberPreKey;
}

/// <summary>The body that claims.</summary>
internal sealed record ClaimOrder(string From, IReadOnlyList<KeyTarget> To);

/// <summary>The answer to it.</summary>
internal sealed record ClaimResults(IReadOnlyList<KeyClaim> Results);
