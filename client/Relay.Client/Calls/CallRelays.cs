namespace Relay.Client.Calls;

/// <summary>TURN servers for one call, to be handed to the user's app.</summary>
/// <param name="IceServers">As WebRTC's <c>RTCConfiguration.iceServers</c> takes them.</param>
/// <param name="ExpiresAt">Until when an allocation can be asked for with these credentials.</param>
public sealed record CallRelays(IReadOnlyList<IceServer> IceServers, DateTimeOffset ExpiresAt);

/// <summary>A TURN server under all of its addresses.</summary>
/// <param name="Urls"><c>turn:</c> and <c>turns:</c> addresses.</param>
/// <param name="Username">Names no user.</param>
/// <param name="Credential">The password.</param>
public sealed record IceServer(IReadOnlyList<string> Urls, string Username, string Credential);
