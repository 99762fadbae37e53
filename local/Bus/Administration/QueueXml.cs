using System.Xml.Linq;
using static Relay.Local.Bus.Administration.ServiceBusXml;

namespace Relay.Local.Bus.Administration;

/// <summary>Writes a queue's description: the service's elements in the service's order, which its clients rely on.</summary>
internal static class QueueXml
{
    /// <summary>
    /// The settings, what the queue holds and when it was used: always all of it, since the clients read the counts out of
    /// lists they ask for with <c>enrich=false</c>.
    /// </summary>
    public static XElement Write(QueueStatus queue)
    {
        var settings = queue.Description;
        return Root(
            "QueueDescription",
            Value("LockDuration", settings.LockDuration),
            Value("MaxSizeInMegabytes", settings.MaxSizeInMegabytes),
            Value("RequiresDuplicateDetection", settings.RequiresDuplicateDetection),
            Value("RequiresSession", settings.RequiresSession),
            Value("DefaultMessageTimeToLive", settings.DefaultMessageTimeToLive),
            Value("DeadLetteringOnMessageExpiration", settings.DeadLetteringOnMessageExpiration),
            Value("DuplicateDetectionHistoryTimeWindow", settings.DuplicateDetectionHistoryTimeWindow),
            Value("MaxDeliveryCount", settings.MaxDeliveryCount),
            Value("EnableBatchedOperations", true),
            Value("SizeInBytes", queue.SizeBytes),
            Value("MessageCount", queue.ActiveMessages + queue.ScheduledMessages + queue.DeadLetterMessages),
            Value("IsAnonymousAccessible", false),
            new XElement(Descriptions + "AuthorizationRules"),
            Value("Status", settings.Status.ToString()),
            Value("CreatedAt", queue.CreatedAt),
            Value("UpdatedAt", queue.CreatedAt),
            Value("AccessedAt", queue.AccessedAt),
            Value("SupportOrdering", true),
            CountDetails(queue),
            Value("AutoDeleteOnIdle", TimeSpan.MaxValue),
            Value("EnablePartitioning", false),
            Value("EntityAvailabilityStatus", "Available"),
            Value("EnableExpress", false),
            Value("MaxMessageSizeInKilobytes", settings.MaxMessageSizeInKilobytes));
    }

    private static XElement CountDetails(QueueStatus queue) => new(
        Descriptions + "CountDetails",
        // The JavaScript client finds the counts by this declaration, which must be the element's only attribute.
        new XAttribute(XNamespace.Xmlns + "d2p1", Counts.NamespaceName),
        new XElement(Counts + "ActiveMessageCount", queue.ActiveMessages),
        new XElement(Counts + "DeadLetterMessageCount", queue.DeadLetterMessages),
        new XElement(Counts + "ScheduledMessageCount", queue.ScheduledMessages),
        new XElement(Counts + "TransferMessageCount", 0),
        new XElement(Counts + "TransferDeadLetterMessageCount", 0));
}
