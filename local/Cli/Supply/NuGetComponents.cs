using System.Text.Json;
using System.Xml.Linq;

namespace Relay.Cli.Supply;

/// <summary>NuGet packages of a restored project, as <c>project.assets.json</c> has them: with all that they bring along.</summary>
internal static class NuGetComponents
{
    /// <summary>The packages of a project.</summary>
    /// <param name="assets">The file's content.</param>
    /// <param name="isDeployed">Whether the project is what is deployed.</param>
    public static IEnumerable<Component> Read(string assets, bool isDeployed)
    {
        using var document = JsonDocument.Parse(assets);
        var folders = document.RootElement.GetProperty("packageFolders").EnumerateObject().Select(folder => folder.Name).ToList();
        foreach (var library in document.RootElement.GetProperty("libraries").EnumerateObject())
        {
            if (library.Value.GetProperty("type").GetString() != "package")
                continue;

            var parts = library.Name.Split('/');
            var digest = library.Value.TryGetProperty("sha512", out var sha512) ? Convert.ToHexStringLower(sha512.GetBytesFromBase64()) : null;
            var license = LicenseOf(folders, library.Value.GetProperty("path").GetString()!, parts[0]);
            yield return new Component($"pkg:nuget/{parts[0]}@{parts[1]}", parts[0], parts[1], isDeployed, license, digest);
        }
    }

    // Only what the package itself states as an expression; a file or an address is not interpreted.
    private static string? LicenseOf(IEnumerable<string> folders, string path, string id)
    {
        var nuspec = folders.Select(folder => Path.Combine(folder, path, id.ToLowerInvariant() + ".nuspec")).FirstOrDefault(File.Exists);
        return nuspec is null
            ? null
            : XDocument.Load(nuspec).Descendants().FirstOrDefault(element => element.Name.LocalName == "license" && (string?)element.Attribute("type") == "expression")?.Value;
    }
}
