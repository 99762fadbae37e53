using System.Security.Cryptography;

namespace Relay.Local.Setup;

/// <summary>Installs the npm packages of the two package.json, again only when a lock file has changed.</summary>
internal static class NodePackages
{
    public static Task InstallAsync(Repository repository)
    {
        Install(repository.Root, "Azurite and test clients");
        Install(Path.Combine(repository.Root, "partners"), "libsignal for the demo's partners");
        return Task.CompletedTask;
    }

    private static void Install(string folder, string what)
    {
        var lockFile = Path.Combine(folder, "package-lock.json");
        var stamp = Path.Combine(folder, "node_modules", ".relay-lock");
        var digest = Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(lockFile)));
        if (File.Exists(stamp) && File.ReadAllText(stamp) == digest)
            return;

        // No install scripts: what is used here ships prebuilt or is plain JavaScript.
        Step.Run($"npm: {what}", () => Shell.Capture(folder, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"));
        File.WriteAllText(stamp, digest);
    }
}
