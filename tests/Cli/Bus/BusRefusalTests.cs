using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Relay.Cli.Tests.Bus;

public sealed class BusRefusalTests : IDisposable
{
    private const int CannotRun = 1;
    private const int WrongUse = 2;

    private readonly BusFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("not a port", "--port", "65536")]
    [InlineData("not a port", "--port", "-1")]
    [InlineData("exclude each other", "--in-memory", "--data", "x")]
    [InlineData("--key is empty", "--key", "")]
    [InlineData("semicolon", "--key", "a;b")]
    [InlineData("queues-that-are-not-there.json", "--config", "queues-that-are-not-there.json")]
    [InlineData("denied", "--config", ".")]
    public async Task Bus_WrongOptions_SaysSoInOneLine(string why, params string[] arguments)
    {
        using var bus = BusProcess.Start(arguments);
        await AssertRefusedAsync(bus, WrongUse, why);
    }

    [Theory]
    [InlineData("", "JSON")]
    [InlineData("[]", "a JSON object")]
    [InlineData("""{"queues":[{"properties":{}}]}""", "has no 'name'")]
    [InlineData("""{"queues":[{"name":"a","properties":{"lockDuration":"soon"}}]}""", "lockDuration")]
    [InlineData("""{"queues":[{"name":"a","properties":5}]}""", "properties")]
    public async Task Bus_WrongConfiguration_SaysWhatIsWrongInOneLine(string configuration, string why)
    {
        await File.WriteAllTextAsync(_folder.Config, configuration);
        using var bus = BusProcess.Start("--in-memory", "--port", "0", "--config", _folder.Config);
        await AssertRefusedAsync(bus, WrongUse, why);
    }

    [Fact]
    public async Task Bus_PortTaken_SaysSoInOneLine()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        using var bus = BusProcess.Start("--in-memory", "--port", $"{port}", "--config", _folder.Config);
        await AssertRefusedAsync(bus, CannotRun, $"Port {port}");
    }

    [Fact]
    public async Task Bus_DataFolderInUse_SaysSoInOneLine()
    {
        using var first = BusProcess.Start("--data", _folder.Data, "--port", "0", "--config", _folder.Config);
        await first.ConnectionStringAsync();
        using var second = BusProcess.Start("--data", _folder.Data, "--port", "0", "--config", _folder.Config);
        await AssertRefusedAsync(second, CannotRun, _folder.Data);
    }

    [Fact]
    public async Task Bus_DataFolderIsAFile_SaysSoInOneLine()
    {
        using var bus = BusProcess.Start("--data", _folder.Config, "--port", "0", "--config", _folder.Config);
        await AssertRefusedAsync(bus, CannotRun, _folder.Config);
    }

    [Theory]
    [InlineData(0, "damaged")]
    [InlineData(60, "layout")]
    public async Task Bus_DatabaseOverwritten_SaysSoInOneLine(int offset, string why)
    {
        using (var first = BusProcess.Start("--data", _folder.Data, "--port", "0", "--config", _folder.Config))
        {
            await first.ConnectionStringAsync();
            first.Stop();
            Assert.Equal((0, ""), await first.ExitAsync());
        }

        // At 60 lies the number of the layout (SQLite's user version); at 0 the mark of SQLite itself.
        using (var file = File.OpenWrite(Path.Combine(_folder.Data, "bus.db")))
        {
            file.Position = offset;
            file.Write(Encoding.ASCII.GetBytes("what"));
        }

        using var bus = BusProcess.Start("--data", _folder.Data, "--port", "0", "--config", _folder.Config);
        await AssertRefusedAsync(bus, CannotRun, why);
    }

    private static async Task AssertRefusedAsync(BusProcess bus, int code, string why)
    {
        var (exit, errors) = await bus.ExitAsync();
        Assert.Contains(why, errors, StringComparison.Ordinal);
        Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(code, exit);
    }
}
