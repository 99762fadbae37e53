using Relay.Functions.Media;
using Relay.Functions.Operations;
using Relay.Local.Scale.Costs;
using Relay.Local.Scale.Numbers;

namespace Relay.Local.Scale.Simulation;

/// <summary>What one relay used in an hour, and what that costs.</summary>
public sealed class Hour
{
    private const double Gigabyte = 1e9;
    private const double TenThousand = 1e4;

    /// <summary>Seconds of instances that are billed.</summary>
    public double InstanceSeconds { get; set; }

    /// <summary>Calls of the host.</summary>
    public double Executions { get; set; }

    /// <summary>Billed operations of Service Bus.</summary>
    public double BusOperations { get; set; }

    /// <summary>Requests to tables.</summary>
    public double TableRequests { get; set; }

    /// <summary>Bytes of rows that the ledger gained.</summary>
    public double LedgerBytes { get; set; }

    /// <summary>Blobs written for parked messages; each is read once.</summary>
    public double ParkedBlobs { get; set; }

    /// <summary>Envelopes delivered.</summary>
    public double Delivered { get; set; }

    /// <summary>The hour's cost by list prices, without free grants.</summary>
    /// <param name="prices">List prices.</param>
    /// <param name="costs">The cost model.</param>
    /// <param name="model">Media.</param>
    /// <param name="size">Relays and their namespaces.</param>
    /// <param name="dayOperations">Service Bus operations of the day in all relays, which choose the band of the price.</param>
    public double Cost(NumberFile prices, CostModel costs, NumberFile model, Size size, double dayOperations)
    {
        const double MonthDays = BusPrice.MonthHours / 24;
        var month = costs.Bus.Month(size.Bus, size.Stamps, dayOperations * MonthDays);
        var bus = size.Bus.Tier == BusTier.Premium
            ? month / size.Stamps / BusPrice.MonthHours
            : dayOperations == 0 ? 0 : month / (dayOperations * MonthDays) * BusOperations;
        var media = Delivered * model["traffic.mediaShare"];
        return (InstanceSeconds * model["instance.memoryMegabytes"] / 1024 * prices["flex.gigabyteSecond"])
            + (Executions / 1e6 * prices["flex.millionExecutions"])
            + bus
            + ((TableRequests + (media * model["operations.mediaTableWrites"])) / TenThousand * prices["table.tenThousandOperations"])
            + (LedgerBytes / Gigabyte * new RetentionOptions().LedgerDays / MonthDays * prices["table.gigabyteMonth"])
            + ((ParkedBlobs + media) / TenThousand * prices["blob.tenThousandWrites"])
            + ((ParkedBlobs + (media * model["operations.mediaBlobReads"])) / TenThousand * prices["blob.tenThousandReads"])
            + (media * model["traffic.mediaBytes"] / Gigabyte * new MediaOptions().RetentionDays / MonthDays * prices["blob.gigabyteMonth"])
            + (((Delivered * costs.Operations.EnvelopeBytes * model["traffic.bytesOnTheWire"]) + (media * model["traffic.mediaBytes"])) / Gigabyte * prices["egress.gigabyte"]);
    }
}
