using System.Net;
using System.Net.Sockets;
using Relay.Cli.Tests.Bus;

namespace Relay.Cli.Tests.Sandbox;

public sealed class SandboxCommandTests
{
    private const int CannotRun = 1;
    private const int WrongUse = 2;

    [Fact]
    public async Task Sandbox_Run_AnswersAsItsProfileSaysUntilItIsStopped()
    {
        using var sandbox = BusProcess.StartCommand("sandbox", "--port", "0", "--profile", "throttled");
        var endpoint = (await sandbox.LineAsync(line => line.StartsWith("  endpoint", StringComparison.Ordinal))).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
        using var http = new HttpClient();

        using var answer = await http.PostAsync(new Uri(endpoint), new ByteArrayContent([]));

        Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
        await sandbox.LineAsync(line => line.StartsWith("  throttled  calls 1 ", StringComparison.Ordinal));
        sandbox.Stop();
        await sandbox.LineAsync(line => line == "  stopping");
        Assert.Equal((0, ""), await sandbox.ExitAsync());
    }

    [Theory]
    [InlineData("not a port", "--port", "65536")]
    [InlineData("not a port", "--control-port", "-1")]
    [InlineData("not a port", "--port", "65535")]
    [InlineData("percent", "--percent", "101")]
    [InlineData("users", "--profile", "poison")]
    [InlineData("--forward", "--forward", "elsewhere")]
    [InlineData("--relay", "--relay", "http://localhost:1/path")]
    [InlineData("--tls-certificate", "--profile", "certificate-change")]
    public async Task Sandbox_WrongOptions_SaysSoInOneLine(string why, params string[] arguments)
    {
        using var sandbox = BusProcess.StartCommand(["sandbox", .. arguments]);
        await AssertRefusedAsync(sandbox, WrongUse, why);
    }

    [Fact]
    public async Task Sandbox_PortTaken_SaysSoInOneLine()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        using var sandbox = BusProcess.StartCommand("sandbox", "--control-port", "0", "--port", $"{((IPEndPoint)other.LocalEndpoint).Port}");
        await AssertRefusedAsync(sandbox, CannotRun, "address already in use");
    }

    private static async Task AssertRefusedAsync(BusProcess process, int code, string why)
    {
        var (exit, errors) = await process.ExitAsync();
        Assert.Contains(why, errors, StringComparison.Ordinal);
        Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(code, exit);
    }
}
