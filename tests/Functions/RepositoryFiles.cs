namespace Relay.Functions.Tests;

/// <summary>Files of the repository that tests compare with the code.</summary>
internal static class RepositoryFiles
{
    public static string Document(string name) => Path.Combine(Root(), "docs", name);

    public static string InRoot(string name) => Path.Combine(Root(), name);

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Relay.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("The tests must run inside the repository.");
        return folder.FullName;
    }
}
