namespace Relay.Local.Setup;

/// <summary>Set-up cannot go on; the message tells a person what to do about it.</summary>
internal sealed class SetupException(string message) : Exception(message);
