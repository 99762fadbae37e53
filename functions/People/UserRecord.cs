using System.Text.Json.Serialization;

namespace Relay.Functions.People;

/// <summary>What a partner has said about one of its users.</summary>
/// <param name="OptedIn">Whether the user takes part at all.</param>
/// <param name="Partners">The networks the user is open to; <c>*</c> for all.</param>
/// <param name="Devices">The user's devices.</param>
public sealed record UserRecord(bool OptedIn, IReadOnlyList<string> Partners, IReadOnlyList<UserDevice> Devices)
{
    /// <summary>Stands for every network.</summary>
    public const string AllPartners = "*";

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
}

/// <summary>A device of a user.</summary>
/// <param name="Device">1 to 127.</param>
/// <param name="RegistrationId">1 to 0x3FFF.</param>
public sealed record UserDevice(int Device, int RegistrationId);
