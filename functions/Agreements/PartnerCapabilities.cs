using Relay.Functions.Partners;
using Relay.Functions.People;
using Relay.Functions.Queue;

namespace Relay.Functions.Agreements;

/// <summary>
/// What the relay can tell apart without seeing a message, and therefore asks of both partners. Other words among a partner's
/// capabilities are for the partners themselves.
/// </summary>
public static class PartnerCapabilities
{
    /// <summary>Urgent envelopes: calls.</summary>
    public const string Calls = UserCapabilities.Calls;

    /// <summary>Envelopes that are delivered at once or not at all: typing and presence.</summary>
    public const string Ephemeral = UserCapabilities.Ephemeral;

    /// <summary>Group messages.</summary>
    public const string Groups = "groups";

    /// <summary>What envelopes of a class need; null for nothing.</summary>
    public static string? NeededFor(EnvelopeClass envelopeClass) => envelopeClass switch
    {
        EnvelopeClass.Urgent => Calls,
        EnvelopeClass.Ephemeral => Ephemeral,
        _ => null,
    };

    /// <summary>Whether both have it.</summary>
    public static bool BothHave(PartnerRecord one, PartnerRecord other, string capability) =>
        one.Capabilities.Contains(capability) && other.Capabilities.Contains(capability);
}
