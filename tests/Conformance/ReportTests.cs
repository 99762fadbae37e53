using System.Security.Cryptography;
using System.Text.Json;
using Relay.Local.Conformance.Points;
using Relay.Local.Conformance.Reports;
using Relay.Local.Conformance.Tests.Partners;

namespace Relay.Local.Conformance.Tests;

public sealed class ReportTests
{
    private static readonly ConformanceReport Sample = new(
        1,
        new ReportTool("relay conformance", "0.1.0"),
        DateTimeOffset.UnixEpoch,
        DateTimeOffset.UnixEpoch.AddSeconds(2),
        "partner.example",
        null,
        PointResult.Failed,
        0,
        1,
        0,
        [new PointReport("SIG-04", "A | bar", "docs/conformance.md#signatures", PointResult.Failed, "200", "401", 12)]);

    [Fact]
    public void Digest_IsThatOfTheFile()
    {
        var file = ReportFile.Of(Sample);

        Assert.Equal("sha-256:" + Convert.ToHexStringLower(SHA256.HashData(file.Bytes.Span)), file.Digest);
        Assert.Equal((byte)'\n', file.Bytes.Span[^1]);
        Assert.Equal(JsonSerializer.Serialize(Sample), JsonSerializer.Serialize(ReportFile.Read(file.Bytes.Span)));
    }

    [Fact]
    public void Json_HasTheDocumentedMembers()
    {
        using var json = JsonDocument.Parse(ReportFile.Of(Sample).Bytes);

        Assert.Equal(
            ["schemaVersion", "tool", "startedAt", "endedAt", "endpoint", "verdict", "passed", "failed", "skipped", "points"],
            json.RootElement.EnumerateObject().Select(member => member.Name));
        Assert.Equal(
            ["id", "title", "requirement", "result", "observed", "expected", "durationMilliseconds"],
            json.RootElement.GetProperty("points")[0].EnumerateObject().Select(member => member.Name));
        Assert.Equal("failed", json.RootElement.GetProperty("verdict").GetString());
    }

    [Fact]
    public void Markdown_HasTheVerdictTheDigestAndEveryPoint()
    {
        var text = ReportMarkdown.Write(Sample, "sha-256:abc");

        Assert.Contains("**failed**: 0 passed, 1 failed, 0 skipped.", text, StringComparison.Ordinal);
        Assert.Contains("`sha-256:abc`", text, StringComparison.Ordinal);
        Assert.Contains(@"| [SIG-04](docs/conformance.md#signatures) | A \| bar | **failed** | 200 | 401 | 12 |", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("There is no point SIG-99.", "SIG-99")]
    [InlineData("There is no point X.", "SIG", "X")]
    public async Task Run_OfAPointThatIsNotThere_CannotBegin(string why, params string[] only)
    {
        await using var kit = await Kit.StartAsync();
        await using var partner = await FlawedPartner.StartAsync(kit.Server.Address);

        Assert.Equal(why, await new ConformanceRun(Kit.OptionsFor(partner, "", only), kit.Keys, true).WhyNotAsync(CancellationToken.None));
    }

    [Theory]
    [InlineData("http://127.0.0.1:1/", true, "does not take connections")]
    [InlineData("http://127.0.0.1:1/", false, "--allow-loopback")]
    [InlineData("https://10.0.0.1/", true, "public")]
    [InlineData("https://user@partner.invalid/", true, "no user information")]
    public async Task Run_OfAnEndpointThatARelayCouldNotCall_CannotBegin(string endpoint, bool loopback, string why)
    {
        await using var kit = await Kit.StartAsync();

        var reason = await new ConformanceRun(new ConformanceOptions { Endpoint = new Uri(endpoint), AllowLoopback = loopback }, kit.Keys, true).WhyNotAsync(CancellationToken.None);

        Assert.Contains(why, reason, StringComparison.Ordinal);
    }
}
