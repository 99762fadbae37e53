using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json;

namespace Relay.Local.Setup;

/// <summary>
/// Microsoft's npm package of the Azure MCP server, which carries the official Azure SDK assemblies untrimmed, and a
/// deps.json with their package ids, versions and dependencies. Later versions of it are single-file and of no use here.
/// </summary>
internal sealed class NpmBundle
{
    public const string Name = "@azure/mcp-linux-x64@0.5.13";
    private const string Folder = "package/dist/";
    private const string DepsFile = "azmcp.deps.json";

    private readonly Dictionary<string, byte[]> _files;

    private NpmBundle(Dictionary<string, byte[]> files) => _files = files;

    /// <summary>One package as the deps.json describes it.</summary>
    internal sealed record Described(PackageId Package, string LibraryPath, string AssemblyVersion, IReadOnlyList<PackageId> Dependencies);

    public static NpmBundle Download(string scratch)
    {
        try
        {
            Shell.Capture(scratch, "npm", "pack", Name, "--silent", "--pack-destination", scratch);
        }
        catch (SetupException failure)
        {
            throw new SetupException($"the NuGet registry lacks Azure SDK packages, and {Name} could not be had from npm either. Run the command again when npm answers. {failure.Message}");
        }

        var archive = Directory.GetFiles(scratch, "*.tgz").Single();
        return new NpmBundle(Read(archive));
    }

    /// <summary>The assembly of a package.</summary>
    public byte[] Assembly(Described package) =>
        _files.TryGetValue(Path.GetFileName(package.LibraryPath), out var bytes)
            ? bytes
            : throw new SetupException($"{Name} does not hold {package.LibraryPath}");

    /// <summary>What the bundle says of a package.</summary>
    public Described Describe(PackageId wanted)
    {
        using var deps = JsonDocument.Parse(_files.TryGetValue(DepsFile, out var json) ? json : throw new SetupException($"{Name} does not hold {DepsFile}"));
        foreach (var target in deps.RootElement.GetProperty("targets").EnumerateObject())
        {
            if (!target.Value.TryGetProperty(wanted.ToString(), out var entry) || !entry.TryGetProperty("runtime", out var runtime))
                continue;

            var library = runtime.EnumerateObject().Single();
            IReadOnlyList<PackageId> dependencies = entry.TryGetProperty("dependencies", out var list)
                ? [.. list.EnumerateObject().Select(dependency => new PackageId(dependency.Name, dependency.Value.GetString()!))]
                : [];
            return new Described(wanted, library.Name, library.Value.GetProperty("assemblyVersion").GetString()!, dependencies);
        }

        throw new SetupException($"{Name} does not hold {wanted}");
    }

    private static Dictionary<string, byte[]> Read(string archive)
    {
        var assemblies = PackageFeed.Wanted.Select(package => package.Id + ".dll").Append(DepsFile).ToHashSet(StringComparer.Ordinal);
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        using var gzip = new GZipStream(File.OpenRead(archive), CompressionMode.Decompress);
        using var tar = new TarReader(gzip);
        // What is needed lies in the first two thirds; reading stops as soon as it is complete.
        while (files.Count < assemblies.Count && tar.GetNextEntry() is { } entry)
        {
            var name = entry.Name.StartsWith(Folder, StringComparison.Ordinal) ? entry.Name[Folder.Length..] : "";
            if (!assemblies.Contains(name) || entry.DataStream is null)
                continue;

            using var bytes = new MemoryStream();
            entry.DataStream.CopyTo(bytes);
            files[name] = bytes.ToArray();
        }

        return files;
    }
}
