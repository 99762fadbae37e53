namespace Relay.Local.Host.App;

/// <summary>Finds the program that host.json names.</summary>
internal static class ExecutablePath
{
    /// <summary>
    /// The file in the app folder (with .exe added on Windows when the name has no extension), else a bare name for the search
    /// path of the system (such as dotnet), else null.
    /// </summary>
    public static string? Resolve(string name, string appFolder)
    {
        if (name.Length == 0)
            return null;
        var path = Path.GetFullPath(Path.Combine(appFolder, name));
        if (OperatingSystem.IsWindows() && !Path.HasExtension(path) && File.Exists(path + ".exe"))
            return path + ".exe";
        if (File.Exists(path))
            return path;
        return name.AsSpan().IndexOfAny('/', '\\') < 0 && IsOnSearchPath(name) ? name : null;
    }

    private static bool IsOnSearchPath(string name)
    {
        var folders = System.Environment.GetEnvironmentVariable("PATH")?.Split(Path.PathSeparator) ?? [];
        return folders.Any(folder => File.Exists(Path.Combine(folder, name))
            || (OperatingSystem.IsWindows() && File.Exists(Path.Combine(folder, name + ".exe"))));
    }
}
