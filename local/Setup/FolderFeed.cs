using System.IO.Compression;
using System.Xml.Linq;

namespace Relay.Local.Setup;

/// <summary>Writes NuGet packages with their true ids, versions and dependencies into a folder.</summary>
internal static class FolderFeed
{
    private static readonly XNamespace Nuspec = "http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd";

    /// <summary>The file that holds a package.</summary>
    public static string FileOf(PackageId package) => $"{package.Id}.{package.Version}.nupkg";

    public static void Write(NpmBundle bundle, IReadOnlyList<PackageId> packages, string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var package in packages)
        {
            var described = bundle.Describe(package);
            var assembly = bundle.Assembly(described);
            AssemblyCheck.Verify(assembly, package.Id, described.AssemblyVersion);
            WritePackage(Path.Combine(folder, FileOf(package)), described, assembly);
        }
    }

    private static void WritePackage(string path, NpmBundle.Described package, byte[] assembly)
    {
        using var zip = ZipFile.Open(path, ZipArchiveMode.Create);
        using (var nuspec = zip.CreateEntry(package.Package.Id + ".nuspec").Open())
            Describe(package).Save(nuspec);
        using var library = zip.CreateEntry(package.LibraryPath).Open();
        library.Write(assembly);
    }

    private static XDocument Describe(NpmBundle.Described package)
    {
        var framework = package.LibraryPath.Split('/')[1];
        return new XDocument(new XElement(
            Nuspec + "package",
            new XElement(
                Nuspec + "metadata",
                new XElement(Nuspec + "id", package.Package.Id),
                new XElement(Nuspec + "version", package.Package.Version),
                new XElement(Nuspec + "authors", "Microsoft"),
                new XElement(Nuspec + "description", $"The official assembly of {package.Package}, taken from {NpmBundle.Name}."),
                new XElement(
                    Nuspec + "dependencies",
                    new XElement(
                        Nuspec + "group",
                        new XAttribute("targetFramework", framework),
                        package.Dependencies.Select(dependency => new XElement(
                            Nuspec + "dependency",
                            new XAttribute("id", dependency.Id),
                            new XAttribute("version", dependency.Version))))))));
    }
}
