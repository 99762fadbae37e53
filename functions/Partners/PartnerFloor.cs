namespace Relay.Functions.Partners;

/// <summary>What a partner asks for in messages between its users and those of another, in both directions.</summary>
/// <param name="Partner">The other partner; <c>*</c> for all that are not named. What is said of a named one stands in place of that.</param>
/// <param name="Protocols">The protocols that it allows; left out, all that the two have in common.</param>
/// <param name="PostQuantum">Whether sessions must be agreed with post-quantum keys; false when left out.</param>
public sealed record PartnerFloor(string Partner, IReadOnlyList<string>? Protocols = null, bool? PostQuantum = null)
{
    /// <summary>Stands for every partner that is not named.</summary>
    public const string AllPartners = "*";
}
