using System.Xml;
using System.Xml.Linq;

namespace Relay.Local.Bus.Administration;

/// <summary>The namespaces of the service's descriptions, and its way of writing values.</summary>
internal static class ServiceBusXml
{
    public static readonly XNamespace Descriptions = "http://schemas.microsoft.com/netservices/2010/10/servicebus/connect";
    public static readonly XNamespace Counts = "http://schemas.microsoft.com/netservices/2011/06/servicebus";
    private static readonly XNamespace Instance = "http://www.w3.org/2001/XMLSchema-instance";

    public static XElement Root(string name, params object?[] content) =>
        new(Descriptions + name, new XAttribute(XNamespace.Xmlns + "i", Instance.NamespaceName), content);

    public static XElement Value(string name, string value) => new(Descriptions + name, value);

    public static XElement Value(string name, bool value) => Value(name, XmlConvert.ToString(value));

    public static XElement Value(string name, long value) => Value(name, XmlConvert.ToString(value));

    /// <summary>ISO 8601; <see cref="TimeSpan.MaxValue"/>, which means for ever, is P10675199DT2H48M5.4775807S.</summary>
    public static XElement Value(string name, TimeSpan value) => Value(name, XmlConvert.ToString(value));

    public static XElement Value(string name, DateTimeOffset value) =>
        Value(name, XmlConvert.ToString(value.UtcDateTime, XmlDateTimeSerializationMode.Utc));
}
