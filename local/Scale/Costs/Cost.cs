namespace Relay.Local.Scale.Costs;

/// <summary>What a month costs, in the currency of the price list.</summary>
/// <param name="Memory">Instances while they work: GB-seconds.</param>
/// <param name="Executions">Calls of the Functions host.</param>
/// <param name="Bus">Service Bus.</param>
/// <param name="Tables">Table storage: requests, and what the ledger keeps.</param>
/// <param name="Blobs">Blob storage: requests, and what is kept of media.</param>
/// <param name="Egress">What leaves for partners.</param>
/// <param name="Relays">Relays that the peak takes: a storage account each.</param>
/// <param name="Plan">The namespaces of each relay.</param>
public sealed record Cost(double Memory, double Executions, double Bus, double Tables, double Blobs, double Egress, int Relays, BusPlan Plan)
{
    /// <summary>All of it.</summary>
    public double Total => Memory + Executions + Bus + Tables + Blobs + Egress;
}
