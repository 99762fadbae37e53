namespace Relay.Functions.Callers;

/// <summary>A feature of a request whose signature was right: who made it, whether or not it was then let in.</summary>
/// <param name="Name">The partner's name, or one for all operators.</param>
internal sealed record VerifiedCaller(string Name);
