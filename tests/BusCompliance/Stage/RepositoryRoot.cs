namespace Relay.Local.Bus.Compliance.Stage;

/// <summary>The folder of this checkout.</summary>
internal static class RepositoryRoot
{
    public static string Path { get; } = Find();

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "Relay.sln")))
                return folder.FullName;
        }
        throw new InvalidOperationException("No folder above this program has Relay.sln.");
    }
}
