using Relay.Functions.People;

namespace Relay.Functions.Devices;

/// <summary>
/// How the devices that an envelope addresses differ from those of its recipient, with all that is needed to mend it
/// (Signal-Server's answers 409 and 410 in one). Told only to those who may write to the user.
/// </summary>
/// <param name="Missing">Devices of the recipient that the envelope leaves out.</param>
/// <param name="Extra">Device ids that the envelope addresses and the recipient does not have.</param>
/// <param name="Stale">Devices whose registration id has changed, with the present one: sessions with them are to be begun anew.</param>
public sealed record DeviceMismatch(IReadOnlyList<UserDevice> Missing, IReadOnlyList<int> Extra, IReadOnlyList<UserDevice> Stale);

/// <summary>An account that shares the recipient's mailbox and that the message leaves out.</summary>
/// <param name="Partner">Its partner.</param>
/// <param name="User">Its user id.</param>
/// <param name="Devices">Its devices.</param>
public sealed record MissingAccount(string Partner, string User, IReadOnlyList<UserDevice> Devices);
