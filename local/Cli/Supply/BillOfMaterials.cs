using System.Text.Encodings.Web;
using System.Text.Json;

namespace Relay.Cli.Supply;

/// <summary>Writes a software bill of materials: CycloneDX 1.5, JSON.</summary>
internal static class BillOfMaterials
{
    private const string SpecVersion = "1.5";

    /// <summary>Writes components, each once, in the order of their package URLs.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="version">Relay's version.</param>
    /// <param name="at">When it is made.</param>
    /// <param name="components">One that is deployed by any project is deployed.</param>
    public static void Write(Stream output, string version, DateTimeOffset at, IEnumerable<Component> components)
    {
        using var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        json.WriteString("bomFormat", "CycloneDX");
        json.WriteString("specVersion", SpecVersion);
        json.WriteString("serialNumber", $"urn:uuid:{Guid.NewGuid()}");
        json.WriteNumber("version", 1);
        json.WriteStartObject("metadata");
        json.WriteString("timestamp", at.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture));
        json.WriteStartObject("component");
        json.WriteString("type", "application");
        json.WriteString("bom-ref", "relay");
        json.WriteString("name", "relay");
        json.WriteString("version", version);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteStartArray("components");
        foreach (var component in Merge(components))
            WriteComponent(json, component);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static IEnumerable<Component> Merge(IEnumerable<Component> components) => components
        .GroupBy(component => component.Purl, StringComparer.Ordinal)
        .Select(same => same.First() with { IsDeployed = same.Any(component => component.IsDeployed) })
        .OrderBy(component => component.Purl, StringComparer.Ordinal);

    private static void WriteComponent(Utf8JsonWriter json, Component component)
    {
        json.WriteStartObject();
        json.WriteString("type", "library");
        json.WriteString("bom-ref", component.Purl);
        json.WriteString("name", component.Name);
        json.WriteString("version", component.Version);
        json.WriteString("scope", component.IsDeployed ? "required" : "excluded");
        json.WriteString("purl", component.Purl);
        if (component.Sha512 is { } digest)
        {
            json.WriteStartArray("hashes");
            json.WriteStartObject();
            json.WriteString("alg", "SHA-512");
            json.WriteString("content", digest);
            json.WriteEndObject();
            json.WriteEndArray();
        }

        if (component.License is { } license)
        {
            json.WriteStartArray("licenses");
            json.WriteStartObject();
            json.WriteString("expression", license);
            json.WriteEndObject();
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }
}
