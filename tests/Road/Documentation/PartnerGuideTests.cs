using System.Text.RegularExpressions;
using Relay.Local.Sandbox;
using Relay.Local.Stack;
using Relay.Road.Tests.Fixtures;

namespace Relay.Road.Tests.Documentation;

/// <summary>The commands of docs/partner-guide.md, as they stand there, do what the page says.</summary>
public sealed partial class PartnerGuideTests(StackFixture fixture) : IClassFixture<StackFixture>
{
    [Fact]
    public async Task Commands_RunInTheirOrder_DeliverAnEnvelopeAndClaimKeys()
    {
        await using var sandbox = await SandboxPartner.StartAsync(new SandboxOptions { Relay = fixture.Stack.Address });
        using var proxy = await SigningProxy.StartAsync(fixture.Stack);
        var page = await File.ReadAllTextAsync(Path.Combine(RepositoryPaths.Root, "docs", "partner-guide.md"));
        var commands = string.Concat(Recipes().Matches(page).Select(recipe => recipe.Groups[1].Value))
            .Replace("http://localhost:7072", proxy.Address, StringComparison.Ordinal)
            .Replace("http://127.0.0.1:9000/relay", sandbox.Endpoint.AbsoluteUri, StringComparison.Ordinal)
            .Replace("http://127.0.0.1:9001/", sandbox.Control.AbsoluteUri, StringComparison.Ordinal)
            .Replace("partners/tools/", Path.Combine(RepositoryPaths.Root, "partners", "tools") + Path.DirectorySeparatorChar, StringComparison.Ordinal);

        var output = await Tool.RunAsync(proxy.Folder, null, "sh", "-euc", commands);

        Assert.Contains("\"status\":\"accepted\"", output);
        Assert.Contains("\"preKeys\":10,\"kyberPreKeys\":10", output);
        Assert.Contains("\"proof\"", output);
        Assert.DoesNotContain("/problems/", output.Replace("/problems/not-found", "", StringComparison.Ordinal));
        await Eventually.TrueAsync(() => sandbox.Record.Counts.Envelopes == 1, "the envelope arrives");
    }

    [GeneratedRegex(@"^```sh recipe=\S+\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Recipes();
}
