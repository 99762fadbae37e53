using System.Security.Cryptography;
using System.Text.Json;
using Relay.Cli.Tests.Bus;
using Relay.Local.Sandbox;
using Relay.Signatures;

namespace Relay.Cli.Tests.Conformance;

/// <summary><c>relay conformance</c> as a process, against a partner that takes whatever comes.</summary>
public sealed class ConformanceCommandTests : IDisposable
{
    private const int Passed = 0;
    private const int Failed = 1;
    private const int CouldNotRun = 2;

    private readonly string _folder = Directory.CreateTempSubdirectory("relay-conformance-").FullName;

    [Fact]
    public async Task Conformance_OfAPartnerThatFails_SaysWhichPointsAndWritesTheReport()
    {
        await using var partner = await SandboxPartner.StartAsync(new SandboxOptions());
        var (report, page) = (Path.Combine(_folder, "report.json"), Path.Combine(_folder, "report.md"));
        using var kit = Start(partner.Endpoint, "--only", "SIG-02,DLV-01", "--report", report, "--markdown", page);

        await kit.LineAsync(line => line.StartsWith("  SIG-01  pass  ", StringComparison.Ordinal));
        await kit.LineAsync(line => line.StartsWith("  SIG-02  FAIL  ", StringComparison.Ordinal) && line.EndsWith("200; wanted: 401 (docs/conformance.md#signatures)", StringComparison.Ordinal));
        await kit.LineAsync(line => line.StartsWith("  DLV-01  pass  ", StringComparison.Ordinal));
        await kit.LineAsync(line => line == "  It does not conform: 2 passed, 1 failed, 2 skipped.");
        Assert.Equal((Failed, ""), await kit.ExitAsync());

        var bytes = await File.ReadAllBytesAsync(report);
        using var json = JsonDocument.Parse(bytes);
        Assert.Equal("failed", json.RootElement.GetProperty("verdict").GetString());
        Assert.Contains($"sha-256:{Convert.ToHexStringLower(SHA256.HashData(bytes))}", await File.ReadAllTextAsync(page), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Conformance_OfAPartnerThatHolds_EndsWithZero()
    {
        await using var partner = await SandboxPartner.StartAsync(new SandboxOptions());
        using var kit = Start(partner.Endpoint, "--only", "DLV-01", "DLV-02");

        await kit.LineAsync(line => line == "  It conforms: 3 passed, 0 failed, 2 skipped.");
        Assert.Equal((Passed, ""), await kit.ExitAsync());
    }

    [Fact]
    public async Task Conformance_ThatServes_SaysWhereTheKeysAre()
    {
        await using var partner = await SandboxPartner.StartAsync(new SandboxOptions());
        using var kit = BusProcess.StartCommand("conformance", partner.Endpoint.ToString(), "--allow-loopback", "--serve", "0", "--only", "SIG-01");

        Assert.Contains("/.well-known/relay: let the partner take http://127.0.0.1:", await kit.LineAsync(line => line.StartsWith("  keys", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Equal((Passed, ""), await kit.ExitAsync());
    }

    [Theory]
    [InlineData("--serve PORT", "https://partner.example/")]
    [InlineData("must be an http or https address", "partner", "--serve", "0")]
    [InlineData("--serve must be a port", "https://partner.example/", "--serve", "here")]
    [InlineData("--key", "https://partner.example/", "--key", "/no/such/file")]
    [InlineData("--users", "https://partner.example/", "--serve", "0", "--users", "/no/such/file")]
    [InlineData("--allow-loopback", "http://127.0.0.1:1/", "--serve", "0")]
    [InlineData("does not take connections", "http://127.0.0.1:1/", "--serve", "0", "--allow-loopback")]
    [InlineData("There is no point NO-01", "http://127.0.0.1:1/", "--serve", "0", "--only", "NO-01")]
    public async Task Conformance_ThatCannotRun_SaysWhyInOneLine(string why, params string[] arguments)
    {
        using var kit = BusProcess.StartCommand(["conformance", .. arguments]);

        var (exit, errors) = await kit.ExitAsync();

        Assert.Contains(why, errors, StringComparison.Ordinal);
        Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(CouldNotRun, exit);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private BusProcess Start(Uri endpoint, params string[] arguments)
    {
        using var key = SigningKey.CreateEd25519("kit-1");
        var file = Path.Combine(_folder, "key.json");
        File.WriteAllText(file, JsonSerializer.Serialize(new { kid = key.KeyId, pem = key.ExportPkcs8Pem() }));
        return BusProcess.StartCommand(["conformance", endpoint.ToString(), "--allow-loopback", "--key", file, .. arguments]);
    }
}
