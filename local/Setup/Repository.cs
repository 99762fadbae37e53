namespace Relay.Local.Setup;

/// <summary>Where the repository lies, and where set-up may write in it.</summary>
internal sealed record Repository(string Root)
{
    /// <summary>Everything set-up makes lies here; git ignores it and deleting it starts anew.</summary>
    public string Work => Path.Combine(Root, ".relay");

    public static Repository Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Relay.sln")))
                return new Repository(folder.FullName);
        }

        throw new SetupException("Relay.sln was not found above " + AppContext.BaseDirectory);
    }
}
