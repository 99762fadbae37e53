using Relay.Client.Accounts;

namespace Relay.Client.Envelopes;

/// <summary>How the devices of an envelope differ from those of its recipient.</summary>
/// <param name="Missing">Devices to encrypt for as well.</param>
/// <param name="Extra">Devices that the recipient does not have: their sessions can go.</param>
/// <param name="Stale">Devices that were registered anew: their sessions are to be begun anew.</param>
public sealed record DeviceMismatch(IReadOnlyList<UserDevice> Missing, IReadOnlyList<int> Extra, IReadOnlyList<UserDevice> Stale);

/// <summary>An account that shares the recipient's mailbox.</summary>
/// <param name="Partner">Its partner.</param>
/// <param name="User">Its user.</param>
/// <param name="Devices">Its devices.</param>
public sealed record MissingAccount(string Partner, string User, IReadOnlyList<UserDevice> Devices);
