using System.Text.Json;
using Relay.Cli.Supply;
using Relay.Local.Stack;

namespace Relay.Cli.Tests.Supply;

public sealed class BillOfMaterialsTests
{
    private const string Assets = """
        {
          "packageFolders": { "/nowhere": {} },
          "libraries": {
            "Azure.Core/1.50.0": { "type": "package", "sha512": "AAEC", "path": "azure.core/1.50.0" },
            "Relay.Signatures/0.1.0": { "type": "project", "path": "../x.csproj" }
          }
        }
        """;

    private const string Lock = """
        {
          "lockfileVersion": 3,
          "packages": {
            "": { "name": "relay-local", "version": "0.1.0" },
            "node_modules/@azure/core-auth": { "version": "1.10.0", "license": "MIT", "integrity": "sha512-AAEC" },
            "node_modules/a/node_modules/b": { "version": "2.0.0", "license": { "type": "odd" }, "integrity": "sha1-AAEC" }
          }
        }
        """;

    [Fact]
    public void NuGet_Packages_AreRead_AndProjectsAreNot() =>
        Assert.Equal([new Component("pkg:nuget/Azure.Core@1.50.0", "Azure.Core", "1.50.0", true, null, "000102")], NuGetComponents.Read(Assets, isDeployed: true));

    [Fact]
    public void Npm_Packages_AreRead_WithTheirScopesAndNestedOnes() => Assert.Equal(
        [
            new Component("pkg:npm/%40azure/core-auth@1.10.0", "@azure/core-auth", "1.10.0", false, "MIT", "000102"),
            new Component("pkg:npm/b@2.0.0", "b", "2.0.0", false, null, null),
        ],
        NpmComponents.Read(Lock));

    [Fact]
    public void Write_OneComponentOfTwoProjects_StandsOnce_AndIsDeployedIfEitherIs()
    {
        var one = NuGetComponents.Read(Assets, isDeployed: false).Single();
        var bill = Written([one, one with { IsDeployed = true }]);

        var component = Assert.Single(bill.GetProperty("components").EnumerateArray());
        Assert.Equal("required", component.GetProperty("scope").GetString());
        Assert.Equal("000102", component.GetProperty("hashes")[0].GetProperty("content").GetString());
        Assert.Equal(("CycloneDX", "1.5"), (bill.GetProperty("bomFormat").GetString(), bill.GetProperty("specVersion").GetString()));
        Assert.Equal("2026-03-01T12:00:00Z", bill.GetProperty("metadata").GetProperty("timestamp").GetString());
    }

    [Fact]
    public void Read_ThisRepository_HasTheDeployedPackagesWithDigestsAndLicenses()
    {
        var components = SupplyChain.Read(RepositoryPaths.Root).ToList();

        var bus = components.First(component => component is { Name: "Azure.Messaging.ServiceBus", IsDeployed: true });
        Assert.Equal(128, bus.Sha512?.Length);
        Assert.Equal("MIT", components.First(component => component.Name == "Azure.Core").License);
        Assert.DoesNotContain(components, component => component.IsDeployed && component.Name.StartsWith("xunit", StringComparison.Ordinal));
        Assert.Contains(components, component => component is { Name: "@signalapp/libsignal-client", IsDeployed: false });
        Assert.All(components.Where(component => component.IsDeployed), component => Assert.NotNull(component.Sha512));
    }

    private static JsonElement Written(IEnumerable<Component> components)
    {
        using var stream = new MemoryStream();
        BillOfMaterials.Write(stream, "0.1.0", new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero), components);
        return JsonDocument.Parse(stream.ToArray()).RootElement.Clone();
    }
}
