namespace Relay.Local.Setup;

/// <summary>What a machine must have before set-up: the .NET 10 SDK (running already) and Node.js 20.</summary>
internal static class Prerequisites
{
    private const int LeastNodeMajor = 20;

    public static void Check()
    {
        string version;
        try
        {
            version = Shell.Capture(Environment.CurrentDirectory, "node", "--version").Trim();
        }
        catch (SetupException)
        {
            throw new SetupException("Node.js 20 or later is needed (for Azurite and the demo's partners) and `node` is not on the PATH");
        }

        if (!Version.TryParse(version.TrimStart('v'), out var parsed) || parsed.Major < LeastNodeMajor)
            throw new SetupException($"Node.js {LeastNodeMajor} or later is needed; this is {version}");
    }
}
