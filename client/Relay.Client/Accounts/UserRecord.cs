using System.Text.Json.Serialization;

namespace Relay.Client.Accounts;

/// <summary>A device of a user.</summary>
/// <param name="Device">1 to 127.</param>
/// <param name="RegistrationId">1 to 16383; another one after each new registration.</param>
public sealed record UserDevice(int Device, int RegistrationId);

/// <summary>What the relay knows of one of a partner's own users. In force everywhere within 5 seconds.</summary>
public sealed record UserRecord
{
    /// <summary>The partners' list of a user who opted in for all partners.</summary>
    public const string AllPartners = "*";

    /// <summary>Whether the user wants to be reached. False is an opt-out.</summary>
    public required bool OptedIn { get; init; }

    /// <summary>The partners that the user opted in for, or <see cref="AllPartners"/> alone.</summary>
    public IReadOnlyList<string> Partners { get; init => field = value ?? []; } = [];

    /// <summary>The user's devices.</summary>
    public IReadOnlyList<UserDevice> Devices { get; init => field = value ?? []; } = [];

    /// <summary>The account's identity key, 33 bytes (0x05 and the Curve25519 key); needed to link accounts. Null leaves it as it is.</summary>
    public byte[]? IdentityKey { get; init; }

    /// <summary>Whether what is sent to one of the linked accounts is to reach all of them.</summary>
    public bool? CommonMailbox { get; init; }

    /// <summary>The user's service id for libsignal, which the relay gives when the user is enlisted; not sent.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWriting)]
    public Guid? ServiceId { get; init; }
}
