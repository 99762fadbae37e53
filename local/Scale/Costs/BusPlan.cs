using System.Globalization;
using Relay.Functions.Queue;

namespace Relay.Local.Scale.Costs;

/// <summary>The Service Bus of one relay: namespaces that are alike, over which the lanes of every partner are spread.</summary>
/// <param name="Tier">Of each.</param>
/// <param name="Namespaces">1 to <see cref="QueueNamespaces.MostNumbers"/>.</param>
/// <param name="Units">Messaging units of each; 0 on Standard.</param>
public sealed record BusPlan(BusTier Tier, int Namespaces, int Units)
{
    /// <summary>As tables say it: <c>Premium 4 × 2</c> is two namespaces of four units.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Tier}{(Units > 0 ? $" {Units}" : "")} × {Namespaces}");
}
