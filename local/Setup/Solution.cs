namespace Relay.Local.Setup;

/// <summary>Builds the solution and runs the `relay` command line out of it.</summary>
internal static class Solution
{
    private const string Configuration = "Release";

    public static void Build(Repository repository) =>
        Step.Run("dotnet build", () => Shell.Capture(
            repository.Root, "dotnet", "build", "Relay.sln", "-c", Configuration, "-v", "quiet", "--nologo", "-clp:ErrorsOnly;NoSummary"));

    public static int RunCommand(Repository repository, string[] arguments)
    {
        var command = Path.Combine(repository.Root, "local", "Cli", "bin", Configuration, "net10.0", "relay.dll");
        return Shell.Run(Environment.CurrentDirectory, "dotnet", [command, .. arguments]);
    }
}
