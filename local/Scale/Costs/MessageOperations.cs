using Relay.Local.Scale.Numbers;

namespace Relay.Local.Scale.Costs;

/// <summary>What one queue message makes the platform do, and what it takes of a processor.</summary>
public sealed class MessageOperations(NumberFile model)
{
    private const double Microsecond = 1e-6;

    /// <summary>Bytes of an envelope, on average.</summary>
    public double EnvelopeBytes =>
        (model["traffic.shortBytes"] * (1 - model["traffic.longShare"])) + (model["traffic.longBytes"] * model["traffic.longShare"]);

    /// <summary>Billed operations of Service Bus: sent and received by 64 KB, completed, and the session's.</summary>
    public double Bus(double packed) =>
        (2 * Math.Ceiling(packed * EnvelopeBytes / model["bus.operationBytes"])) + 1 + model["bus.sessionOperations"];

    /// <summary>Requests to Table storage, those for the users of its envelopes among them.</summary>
    public double Tables(double packed) =>
        model["operations.tableReadsPerMessage"] + model["operations.tableWritesPerMessage"]
        + (packed * model["operations.usersPerEnvelope"] * model["operations.tableReadsPerNewUser"]);

    /// <summary>Bytes that its row of the ledger takes.</summary>
    public double LedgerBytes(double packed) => model["ledger.messageBytes"] + (packed * model["ledger.envelopeBytes"]);

    /// <summary>Seconds of a core for accepting a request, host included.</summary>
    public double AcceptSeconds(double envelopes) =>
        (model["cpu.acceptCall"] + model["cpu.hostCall"] + (envelopes * (model["cpu.acceptEnvelope"] + model["cpu.hostEnvelope"]))) * Microsecond;

    /// <summary>Seconds of a core for delivering a message, host included.</summary>
    public double DeliverSeconds(double envelopes) =>
        (model["cpu.deliverCall"] + model["cpu.hostCall"] + (envelopes * (model["cpu.deliverEnvelope"] + model["cpu.hostEnvelope"]))) * Microsecond;
}
