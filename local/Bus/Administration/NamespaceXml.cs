using System.Xml.Linq;
using static Relay.Local.Bus.Administration.ServiceBusXml;

namespace Relay.Local.Bus.Administration;

/// <summary>Writes the description of the whole broker.</summary>
internal static class NamespaceXml
{
    // Only the premium tier takes larger messages than this.
    private const int StandardMessageKilobytes = 256;

    public static XElement Write(string name, DateTimeOffset made, IReadOnlyList<QueueStatus> queues)
    {
        var premium = queues.Any(queue => queue.Description.MaxMessageSizeInKilobytes > StandardMessageKilobytes);
        return Root(
            "NamespaceInfo",
            Value("CreatedTime", made),
            Value("MessagingSKU", premium ? "Premium" : "Standard"),
            premium ? Value("MessagingUnits", 1) : null,
            Value("ModifiedTime", made),
            Value("Name", name),
            Value("NamespaceType", "Messaging"));
    }
}
