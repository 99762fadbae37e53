namespace Relay.Local.Setup;

/// <summary>Builds the solution and runs the `relay` command line out of it.</summary>
internal static class Solution
{
    private const string Configuration = "Release";

    /// <summary>Builds what a command needs: the command line with the function app, or everything.</summary>
    public static void Build(Repository repository, string command) =>
        Step.Run("dotnet build", () => Shell.Capture(
            repository.Root, "dotnet", "build", Target(command), "-c", Configuration, "-v", "quiet", "--nologo", "-clp:ErrorsOnly;NoSummary"));

    private static string Target(string command) => command switch
    {
        "up" or "demo" or "bus" or "conformance" => "local/Cli",
        _ => "Relay.sln",
    };

    public static int RunCommand(Repository repository, string[] arguments)
    {
        var command = Path.Combine(repository.Root, "local", "Cli", "bin", Configuration, "net10.0", "relay.dll");
        return Shell.Run(Environment.CurrentDirectory, "dotnet", [command, .. arguments]);
    }
}
