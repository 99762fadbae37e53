using Relay.Functions.People;

namespace Relay.Functions.Keys;

/// <summary>One claim of a device's keys.</summary>
/// <param name="User">The device's user.</param>
/// <param name="Partition">The name of the user's row.</param>
/// <param name="Device">The device, as the user's record has it.</param>
/// <param name="IdentityKey">The user's identity key, from the same record; null where it has none.</param>
/// <param name="Claimant">The partner whose user claims.</param>
/// <param name="NeedsKyber">Whether keys are of no use without a KEM key.</param>
internal sealed record ClaimTurn(Address User, string Partition, UserDevice Device, byte[]? IdentityKey, string Claimant, bool NeedsKyber)
{
    /// <summary>What is handed out; by its two numbers alone when there are no keys that can be used.</summary>
    public ClaimedDevice Result { get; set; } = new(Device.Device, Device.RegistrationId);
}
