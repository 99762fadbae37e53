using Relay.Local.Stack;

namespace Relay.Cli.Supply;

/// <summary>Everything that this checkout is made with: the packages of all its restored projects, and of its locks of npm packages.</summary>
internal static class SupplyChain
{
    /// <summary>The project whose output is deployed.</summary>
    private const string Deployed = "functions";

    /// <summary>Reads it.</summary>
    /// <exception cref="FileNotFoundException">A project was never restored.</exception>
    public static IEnumerable<Component> Read(string root)
    {
        foreach (var project in Projects(root))
        {
            var assets = Path.Combine(Path.GetDirectoryName(project)!, "obj", "project.assets.json");
            var isDeployed = Path.GetRelativePath(root, project).Split(Path.DirectorySeparatorChar)[0] == Deployed;
            foreach (var component in NuGetComponents.Read(File.ReadAllText(assets), isDeployed))
                yield return component;
        }

        foreach (var folder in new[] { root, Path.Combine(root, "partners") })
        {
            foreach (var component in NpmComponents.Read(File.ReadAllText(Path.Combine(folder, "package-lock.json"))))
                yield return component;
        }
    }

    /// <summary>The solution, whose projects are asked about.</summary>
    public static string Solution => Path.Combine(RepositoryPaths.Root, "Relay.sln");

    private static IEnumerable<string> Projects(string root) => new[] { "functions", "client", "local", "tests" }
        .SelectMany(folder => Directory.GetFiles(Path.Combine(root, folder), "*.csproj", SearchOption.AllDirectories))
        .Order(StringComparer.Ordinal);
}
