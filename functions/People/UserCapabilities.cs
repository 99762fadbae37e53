using Relay.Functions.Queue;

namespace Relay.Functions.People;

/// <summary>What a user can accept or leave, besides messages. The relay sees no content, so these are what it can tell apart.</summary>
public static class UserCapabilities
{
    /// <summary>Envelopes that are delivered at once or not at all: typing and presence.</summary>
    public const string Ephemeral = "ephemeral";

    /// <summary>Urgent envelopes: calls.</summary>
    public const string Calls = "calls";

    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<string> All = [Ephemeral, Calls];

    /// <summary>Whether a user with these capabilities takes envelopes of a class.</summary>
    public static bool Allow(IReadOnlyList<string>? capabilities, EnvelopeClass envelopeClass) =>
        capabilities is null || envelopeClass == EnvelopeClass.Normal || capabilities.Contains(envelopeClass == EnvelopeClass.Urgent ? Calls : Ephemeral);
}
