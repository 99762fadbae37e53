using Relay.Local.Stack;

namespace Relay.Benchmarks.Stand;

/// <summary>The relay's app folder without its triggers, so that nothing but accepting goes on in the program.</summary>
internal static class AcceptOnlyApp
{
    private static readonly string[] Triggers = ["Deliver", "Sweep"];

    /// <summary>Copies the app; gives the copy's folder.</summary>
    public static string Create(string folder)
    {
        Copy(new DirectoryInfo(RepositoryPaths.AppFolder), folder);
        return folder;
    }

    private static void Copy(DirectoryInfo from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in from.EnumerateFiles())
            file.CopyTo(Path.Combine(to, file.Name));
        foreach (var child in from.EnumerateDirectories().Where(child => !Triggers.Any(child.Name.StartsWith)))
            Copy(child, Path.Combine(to, child.Name));
    }
}
