namespace Relay.Local.Stack;

/// <summary>Finds the parts of a checkout that the local stack runs from.</summary>
public static class RepositoryPaths
{
    private static readonly Lazy<string> Found = new(Find);

    /// <summary>The root of the repository.</summary>
    /// <exception cref="InvalidOperationException">This program does not lie inside a checkout.</exception>
    public static string Root => Found.Value;

    /// <summary>The app folder of the function app, as built in the configuration of this program.</summary>
    public static string AppFolder => Path.Combine(Root, "functions", "bin", Configuration, "net10.0");

    /// <summary>The shared description of the queues.</summary>
    public static string Queues => Path.Combine(Root, "infra", "queues.json");

    /// <summary>Azurite's entry point, from npm.</summary>
    public static string Azurite => Path.Combine(Root, "node_modules", "azurite", "dist", "src", "azurite.js");

    private static string Configuration =>
        AppContext.BaseDirectory.Contains($"{Path.DirectorySeparatorChar}Debug{Path.DirectorySeparatorChar}", StringComparison.Ordinal) ? "Debug" : "Release";

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Relay.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException("Relay.sln was not found above " + AppContext.BaseDirectory);
    }
}
