using System.CommandLine;
using System.Reflection;
using Relay.Cli.Supply;
using Relay.Local.Stack;

namespace Relay.Cli;

/// <summary><c>relay sbom</c>: what Relay is made with.</summary>
internal static class SbomCommand
{
    public static Command Create()
    {
        var file = new Option<FileInfo?>("--out") { Description = "Where to write it; left out, it is printed." };
        var command = new Command("sbom", "Write the software bill of materials (CycloneDX, JSON): NuGet and npm packages, and which of them are deployed.") { file };
        command.SetAction(parsed =>
        {
            var components = SupplyChain.Read(RepositoryPaths.Root).ToList();
            if (parsed.GetValue(file) is not { } target)
            {
                using var output = Console.OpenStandardOutput();
                Write(output, components);
                return;
            }

            using (var output = target.Create())
                Write(output, components);
            var distinct = components.Select(component => component.Purl).Distinct().Count();
            var deployed = components.Where(component => component.IsDeployed).Select(component => component.Purl).Distinct().Count();
            Console.WriteLine($"{target.FullName}: {distinct} components, {deployed} of them deployed");
        });
        return command;
    }

    private static void Write(Stream output, IEnumerable<Component> components) =>
        BillOfMaterials.Write(output, Version, DateTimeOffset.UtcNow, components);

    private static string Version => typeof(SbomCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
}
