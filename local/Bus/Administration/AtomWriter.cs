using System.Xml;
using System.Xml.Linq;

namespace Relay.Local.Bus.Administration;

/// <summary>Writes the ATOM documents of the administration protocol.</summary>
/// <param name="address">The address clients reached, with a closing slash.</param>
/// <param name="host">The host of that address.</param>
/// <param name="version">The protocol version the client asked for, which the ids repeat.</param>
/// <param name="now">The time of the answer.</param>
internal sealed class AtomWriter(string address, string host, string version, DateTimeOffset now)
{
    private static readonly XNamespace Atom = "http://www.w3.org/2005/Atom";

    /// <summary>One queue.</summary>
    public XElement Queue(QueueStatus queue) =>
        Entry(queue.Description.Name, queue.CreatedAt, queue.CreatedAt, QueueXml.Write(queue));

    /// <summary>The namespace as a whole.</summary>
    public XElement Namespace(BusStatus status)
    {
        var made = status.Queues.Select(queue => queue.CreatedAt).DefaultIfEmpty(now).Min();
        return Entry("$namespaceinfo", made, made, NamespaceXml.Write(host, made, status.Queues));
    }

    /// <summary>One page of the queues; <paramref name="next"/> is where the following page begins, null after the last.</summary>
    public XElement Queues(IEnumerable<QueueStatus> page, int skip, int top, int? next)
    {
        var feed = Feed("Queues", Link("self", PageAddress(skip, top)));
        if (next is { } following)
            feed.Add(Link("next", PageAddress(following, top)));
        feed.Add(page.Select(Queue));
        return feed;
    }

    /// <summary>A feed without entries.</summary>
    public XElement Nothing(string title) => Feed(title);

    private XElement Feed(string title, params object[] links) => new(
        Atom + "feed",
        Text("title", title),
        new XElement(Atom + "id", $"{address}?api-version={version}"),
        new XElement(Atom + "updated", Time(now)),
        links);

    private XElement Entry(string name, DateTimeOffset published, DateTimeOffset updated, XElement content)
    {
        var id = $"{address}{name}?api-version={version}";
        return new(
            Atom + "entry",
            new XElement(Atom + "id", id),
            Text("title", name),
            new XElement(Atom + "published", Time(published)),
            new XElement(Atom + "updated", Time(updated)),
            new XElement(Atom + "author", new XElement(Atom + "name", host)),
            Link("self", id),
            new XElement(Atom + "content", new XAttribute("type", "application/xml"), content));
    }

    private static XElement Text(string name, string text) => new(Atom + name, new XAttribute("type", "text"), text);

    private static XElement Link(string relation, string target) => new(Atom + "link", new XAttribute("rel", relation), new XAttribute("href", target));

    private string PageAddress(int skip, int top) => $"{address}$Resources/queues?api-version={version}&$skip={skip}&$top={top}";

    private static string Time(DateTimeOffset time) => XmlConvert.ToString(time.UtcDateTime, XmlDateTimeSerializationMode.Utc);
}
