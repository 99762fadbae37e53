namespace Relay.Client.Profiles;

/// <summary>A user's profile as the user's app has encrypted it. The relay refuses other sizes than these.</summary>
/// <param name="Version">64 lower-case hexadecimal digits that follow from the profile key: who has the key knows it.</param>
/// <param name="Name">Nonce, padded name and tag: 81 or 285 bytes.</param>
/// <param name="About">The same of a text about oneself: 156, 282 or 540 bytes; null for none.</param>
/// <param name="Picture">Completed media of the partner: an encrypted picture; null for none.</param>
public sealed record EncryptedProfile(string Version, byte[] Name, byte[]? About = null, Guid? Picture = null);
