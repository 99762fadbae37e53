using System.Text.Json;

namespace Relay.Cli.Supply;

/// <summary>npm packages of a <c>package-lock.json</c> (lockfileVersion 3). None is part of what is deployed.</summary>
internal static class NpmComponents
{
    private const string Folder = "node_modules/";
    private const string Sha512Prefix = "sha512-";

    /// <summary>The packages of a lock.</summary>
    /// <param name="packageLock">The file's content.</param>
    public static IEnumerable<Component> Read(string packageLock)
    {
        using var document = JsonDocument.Parse(packageLock);
        foreach (var package in document.RootElement.GetProperty("packages").EnumerateObject())
        {
            var begin = package.Name.LastIndexOf(Folder, StringComparison.Ordinal);
            if (begin < 0)
                continue; // the project itself

            var name = package.Name[(begin + Folder.Length)..];
            var version = package.Value.GetProperty("version").GetString()!;
            yield return new Component($"pkg:npm/{name.Replace("@", "%40", StringComparison.Ordinal)}@{version}", name, version, false, Text(package.Value, "license"), Digest(package.Value));
        }
    }

    private static string? Text(JsonElement package, string member) =>
        package.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string? Digest(JsonElement package) =>
        Text(package, "integrity") is { } integrity && integrity.StartsWith(Sha512Prefix, StringComparison.Ordinal)
            ? Convert.ToHexStringLower(Convert.FromBase64String(integrity[Sha512Prefix.Length..]))
            : null;
}
