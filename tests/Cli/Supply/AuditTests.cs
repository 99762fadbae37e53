using Relay.Cli.Supply;

namespace Relay.Cli.Tests.Supply;

public sealed class AuditTests
{
    [Fact]
    public void HttpSources_EnabledOnes_AreAsked() => Assert.Equal(
        ["https://feed.example/v3/index.json"],
        NuGetAudit.HttpSources("E https://feed.example/v3/index.json\nD https://disabled.example/index.json\nE /a/folder\n").Select(source => source.AbsoluteUri));

    [Theory]
    [InlineData("""{"resources":[{"@id":"https://x/","@type":"VulnerabilityInfo/6.7.0"}]}""", true)]
    [InlineData("""{"resources":[{"@id":"https://x/","@type":"PackageBaseAddress/3.0.0"},{"@id":"https://y/"}]}""", false)]
    public void NamesAdvisories_OnlyWhereTheIndexDoes(string index, bool expected) => Assert.Equal(expected, NuGetAudit.NamesAdvisories(index));

    [Fact]
    public void NuGet_PackagesWithAdvisories_AreNamedOnce()
    {
        const string Package = """{"id":"Bad","resolvedVersion":"1.0.0","vulnerabilities":[{"severity":"High","advisoryurl":"https://advisory/1"}]}""";
        const string Good = """{"id":"Good","resolvedVersion":"1.0.0"}""";
        var listed = $$"""{"projects":[{"path":"a"},{"path":"b","frameworks":[{"framework":"net10.0","topLevelPackages":[{{Package}},{{Good}}],"transitivePackages":[{{Package}}]}]}]}""";

        Assert.Equal(["Bad 1.0.0: High, https://advisory/1"], NuGetAudit.Advisories(listed));
    }

    [Theory]
    [InlineData("""{"vulnerabilities":{}}""", false, 0)]
    [InlineData("""{"vulnerabilities":{"bad":{"range":"<2","severity":"high"}}}""", false, 1)]
    [InlineData("""{"message":"405 Method Not Allowed","method":"POST"}""", true, 0)]
    [InlineData("not json", true, 0)]
    public void Npm_WhatItPrints_IsToldApart(string output, bool notRun, int advisories)
    {
        var result = NpmAudit.Read("npm", output);
        Assert.Equal((notRun, advisories), (result.NotRun is not null, result.Advisories.Count));
    }
}
