using System.Globalization;

namespace Relay.Local.Setup;

/// <summary>
/// Makes sure that the Azure SDK packages can be restored. Where a registry has them, nothing happens. Where one lacks
/// some, the same official assemblies are taken from Microsoft's npm package and written as packages into a folder feed.
/// </summary>
internal static class PackageFeed
{
    /// <summary>The packages that some registries lack; versions as in Directory.Packages.props and their dependencies.</summary>
    internal static readonly PackageId[] Wanted =
    [
        new("Azure.Messaging.ServiceBus", "7.20.1"),
        new("Azure.Core.Amqp", "1.3.1"),
        new("Microsoft.Azure.Amqp", "2.7.0"),
        new("Azure.Data.Tables", "12.11.0"),
        new("Azure.Storage.Blobs", "12.24.0"),
        new("Azure.Storage.Common", "12.23.0"),
        new("System.IO.Hashing", "6.0.0"),
        new("Azure.Monitor.OpenTelemetry.Exporter", "1.4.0"),
        new("OpenTelemetry.Extensions.Hosting", "1.12.0"),
        new("OpenTelemetry.PersistentStorage.Abstractions", "1.0.1"),
        new("OpenTelemetry.PersistentStorage.FileSystem", "1.0.1"),
    ];

    public static async Task EnsureAsync(Repository repository)
    {
        // What the registry was last asked for: a later version of this program may want more.
        var asked = Path.Combine(repository.Work, "packages-asked");
        var list = string.Join('\n', Wanted.Select(package => package.ToString())) + "\n";
        if (File.Exists(asked) && await File.ReadAllTextAsync(asked) == list)
            return;

        Directory.CreateDirectory(repository.Work);
        var feed = Path.Combine(repository.Work, "feed");
        var missing = Step.Run("asking the NuGet registry for the Azure SDK packages", () => ProbeAsync(repository).GetAwaiter().GetResult());
        var toWrite = missing.Where(package => !File.Exists(Path.Combine(feed, FolderFeed.FileOf(package)))).ToList();
        if (toWrite.Count > 0)
            Write(repository, feed, missing.Count, toWrite);
        if (missing.Count > 0)
            await File.WriteAllTextAsync(Path.Combine(repository.Work, "packages.props"), Props);

        // Written last: its presence says that the feed is whole.
        await File.WriteAllTextAsync(asked, list);
    }

    private static void Write(Repository repository, string feed, int missing, IReadOnlyList<PackageId> packages)
    {
        Console.Error.WriteLine($"  {missing} of {Wanted.Length} are not there; taking them from Microsoft's npm package {NpmBundle.Name}");
        var scratch = Path.Combine(repository.Work, "feed-" + Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        Directory.CreateDirectory(scratch);
        try
        {
            var bundle = Step.Run("npm: downloading it (109 MB)", () => NpmBundle.Download(scratch));
            var written = Path.Combine(scratch, "feed");
            Step.Run("checking the assemblies, writing the folder feed", () => FolderFeed.Write(bundle, packages, written));
            Directory.CreateDirectory(feed);
            foreach (var file in Directory.GetFiles(written))
                File.Move(file, Path.Combine(feed, Path.GetFileName(file)), overwrite: true);
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    private static async Task<IReadOnlyList<PackageId>> ProbeAsync(Repository repository)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(60) };
        return await new PackageProbe(http).MissingAsync(PackageProbe.Sources(repository), Wanted);
    }

    // The package folder is inside the repository: rebuilt packages must never reach the user's global cache.
    // NU1507 asks for source mapping, which cannot be had without naming the registry.
    private const string Props = """
        <Project>
          <PropertyGroup>
            <RestoreAdditionalProjectSources>$(MSBuildThisFileDirectory)feed</RestoreAdditionalProjectSources>
            <RestorePackagesPath>$(MSBuildThisFileDirectory)packages</RestorePackagesPath>
            <NoWarn>$(NoWarn);NU1507</NoWarn>
          </PropertyGroup>
        </Project>

        """;
}
