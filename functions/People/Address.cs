namespace Relay.Functions.People;

/// <summary>A user of a partner.</summary>
public readonly record struct Address(string Partner, string User);
