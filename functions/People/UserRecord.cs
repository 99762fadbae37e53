using System.Text.Json.Serialization;
using Relay.Functions.Transparency;

namespace Relay.Functions.People;

/// <summary>What a partner has said about one of its users, and what the user has since done through it. Never names the user.</summary>
/// <param name="OptedIn">Whether the user takes part at all.</param>
/// <param name="Partners">The networks the user is open to; <c>*</c> for all.</param>
/// <param name="Devices">The user's devices.</param>
public sealed record UserRecord(bool OptedIn, IReadOnlyList<string> Partners, IReadOnlyList<UserDevice> Devices)
{
    /// <summary>Stands for every network.</summary>
    public const string AllPartners = "*";

    /// <summary>The user's service id, random, for libsignal; given when the user is enlisted.</summary>
    public Guid ServiceId { get; init; }

    /// <summary>Where the user is: two capital letters (ISO 3166-1); null when the partner has not said.</summary>
    public string? Territory { get; init; }

    /// <summary>Where the user's app is to show what comes from other networks.</summary>
    public InboxPreference Inbox { get; init; }

    /// <summary>What the user accepts besides messages (<see cref="UserCapabilities"/>); null for everything.</summary>
    public IReadOnlyList<string>? Capabilities { get; init; }

    /// <summary>Who may write to the user first.</summary>
    public ContactPolicy Contact { get; init; }

    /// <summary>The terms that the user has agreed to; null before that.</summary>
    public UserTerms? Terms { get; init; }

    /// <summary>The account's identity key, 33 bytes (0x05 ‖ Curve25519 u); null when the partner has not said.</summary>
    public byte[]? IdentityKey { get; init; }

    /// <summary>Whether what is sent to one of the linked accounts is to reach all of them.</summary>
    public bool CommonMailbox { get; init; }

    /// <summary>The name and picture that others may read; null when there are none.</summary>
    public UserProfile? Profile { get; init; }

    /// <summary>The verified business that the account says it belongs to; null when it says none.</summary>
    public string? Business { get; init; }

    /// <summary>The rows by which others can find the user (keyed hashes), with the networks that may.</summary>
    public IReadOnlyList<FindableIdentifier> Identifiers { get; init; } = [];

    /// <summary>What was changed and when, oldest first; the last <see cref="UserChange.Most"/>.</summary>
    public IReadOnlyList<UserChange> History { get; init; } = [];

    /// <summary>The accounts that the user has linked.</summary>
    [JsonIgnore]
    public IReadOnlyList<UserLink> Links { get; init; } = [];

    /// <summary>Blocks, grants and open requests.</summary>
    [JsonIgnore]
    public RelationSet Relations { get; init; } = RelationSet.Empty;

    /// <summary>Where the user stands in the key log; only <see cref="UserStore"/> sets it. Null of the mark of an erasure, and of who was enlisted before there was a log.</summary>
    [JsonIgnore]
    public KeyState? KeyState { get; init; }

    /// <summary>When the user was last erased: everything accepted until then ends as erased.</summary>
    [JsonIgnore]
    public DateTimeOffset? ErasedAt { get; init; }

    /// <summary>False for the mark that an erasure leaves.</summary>
    [JsonIgnore]
    public bool IsEnlisted { get; init; } = true;

    /// <summary>When the account last got another identity key, as far back as its history goes; null when it never did.</summary>
    [JsonIgnore]
    public DateTimeOffset? IdentityKeyChangedAt { get; init; }

    /// <summary>The first 32 bits of the keyed hash of the user's address: chooses the user's lane, costs an HMAC only once.</summary>
    [JsonIgnore]
    public uint AddressHash { get; init; }

    /// <summary>Whether messages may pass between this user and users of <paramref name="partner"/>.</summary>
    public bool IsOpenTo(string partner)
    {
        if (!OptedIn)
            return false;

        foreach (var open in Partners)
        {
            if (open == partner || open == AllPartners)
                return true;
        }

        return false;
    }

    /// <summary>The link to an account; null when there is none.</summary>
    public UserLink? LinkTo(Address other)
    {
        foreach (var link in Links)
        {
            if (link.Other == other)
                return link;
        }

        return null;
    }
}

/// <summary>A device of a user.</summary>
/// <param name="Device">1 to 127.</param>
/// <param name="RegistrationId">1 to 0x3FFF.</param>
public sealed record UserDevice(int Device, int RegistrationId);

/// <summary>Where a user's app shows what comes from other networks.</summary>
public enum InboxPreference : byte
{
    /// <summary>In an inbox of its own.</summary>
    Separate,

    /// <summary>Among the app's own messages.</summary>
    Combined,
}

/// <summary>Who may write to a user first.</summary>
public enum ContactPolicy : byte
{
    /// <summary>Everybody of the networks that the user is open to.</summary>
    Open,

    /// <summary>Only whom the user has granted it.</summary>
    OnRequest,
}

/// <summary>The terms a user has agreed to.</summary>
/// <param name="Version">The partner's name for them.</param>
/// <param name="At">When.</param>
public sealed record UserTerms(string Version, DateTimeOffset At);

/// <summary>A change in a user's record.</summary>
/// <param name="At">When.</param>
/// <param name="What">A short word, such as <c>enlisted</c>, <c>opted-in</c> or <c>linked</c>.</param>
/// <param name="Detail">More of it, such as the version of the terms; never another user.</param>
public sealed record UserChange(DateTimeOffset At, string What, string? Detail = null)
{
    /// <summary>The most changes that are kept.</summary>
    public const int Most = 50;
}

/// <summary>An account that a user has linked, as both sides have signed it.</summary>
/// <param name="Id">The link.</param>
/// <param name="Other">The other account.</param>
/// <param name="OtherIdentityKey">Its identity key when it was linked, 33 bytes.</param>
/// <param name="Signature">By this account's identity key over the other's address and key, 64 bytes.</param>
/// <param name="OtherSignature">By the other's identity key over this account's, 64 bytes.</param>
/// <param name="Since">When both had signed.</param>
public sealed record UserLink(Guid Id, Address Other, byte[] OtherIdentityKey, byte[] Signature, byte[] OtherSignature, DateTimeOffset Since)
{
    /// <summary>The most accounts that one can be linked to.</summary>
    public const int Most = 4;
}

/// <summary>A user's name and picture, encrypted with a profile key that the relay never sees.</summary>
/// <param name="Version">Derived from the profile key by the app: 64 lower-case hexadecimal digits. Who knows the key knows the version.</param>
/// <param name="Name">Ciphertext.</param>
/// <param name="About">Ciphertext; may be null.</param>
/// <param name="Picture">The media id of the encrypted picture; may be null.</param>
/// <param name="ChangedAt">When it was set.</param>
public sealed record UserProfile(string Version, byte[] Name, byte[]? About, Guid? Picture, DateTimeOffset ChangedAt);

/// <summary>An identifier by which others can find a user.</summary>
/// <param name="Row">The keyed hash under which it is stored.</param>
/// <param name="Kind">handle or number.</param>
/// <param name="Partners">The networks whose users may find it; <c>*</c> for all.</param>
public sealed record FindableIdentifier(string Row, string Kind, IReadOnlyList<string> Partners);
