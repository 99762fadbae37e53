using System.Text;
using System.Xml;
using System.Xml.Linq;
using Microsoft.AspNetCore.Http;

namespace Relay.Local.Bus.Administration;

/// <summary>One answer: its status, media type and body.</summary>
internal readonly record struct AdministrationAnswer(int Status, string MediaType, byte[] Body)
{
    public static AdministrationAnswer Entry(XElement entry) => Xml(StatusCodes.Status200OK, "application/atom+xml;type=entry;charset=utf-8", entry);

    public static AdministrationAnswer Feed(XElement feed) => Xml(StatusCodes.Status200OK, "application/atom+xml;type=feed;charset=utf-8", feed);

    public static AdministrationAnswer Page(string text) => new(StatusCodes.Status200OK, "text/plain; charset=utf-8", Encoding.UTF8.GetBytes(text));

    /// <summary>A refusal in the XML the service uses; both clients show its detail.</summary>
    public static AdministrationAnswer Error(int status, string detail) => Xml(
        status, "application/xml; charset=utf-8", new XElement("Error", new XElement("Code", status), new XElement("Detail", Printable(detail))));

    public async Task WriteAsync(HttpResponse response)
    {
        response.StatusCode = Status;
        response.ContentType = MediaType;
        response.ContentLength = Body.Length;
        response.Headers.CacheControl = "no-store";
        response.Headers.XContentTypeOptions = "nosniff";
        if (!HttpMethods.IsHead(response.HttpContext.Request.Method))
            await response.Body.WriteAsync(Body, response.HttpContext.RequestAborted);
    }

    /// <summary>Without what XML cannot hold: a detail may repeat a part of the request.</summary>
    private static string Printable(string text) => string.Concat(text.Where(XmlConvert.IsXmlChar));

    private static AdministrationAnswer Xml(int status, string mediaType, XElement root)
    {
        using var buffer = new MemoryStream();
        using (var writer = XmlWriter.Create(buffer, new XmlWriterSettings { OmitXmlDeclaration = true, Encoding = new UTF8Encoding(false) }))
            root.Save(writer);
        return new(status, mediaType, buffer.ToArray());
    }
}
