using Azure.Messaging.ServiceBus;

namespace Relay.Cli.Tests.Bus;

public sealed class BusCommandTests : IDisposable
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(20);

    private readonly BusFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false, BusProcess.CtrlC)]
    [InlineData(true, BusProcess.CtrlC)]
    [InlineData(true, BusProcess.Terminate)]
    public async Task Bus_OfficialClient_SendsAndReceivesUntilItIsStopped(bool inMemory, string signal)
    {
        using var bus = BusProcess.Start([.. inMemory ? ["--in-memory"] : new[] { "--data", _folder.Data }, "--port", "0", "--config", _folder.Config]);
        await using (var client = new ServiceBusClient(await bus.ConnectionStringAsync()))
        {
            await client.CreateSender(BusFolder.Queue).SendMessageAsync(new ServiceBusMessage("text"));
            var receiver = client.CreateReceiver(BusFolder.Queue);
            var message = await receiver.ReceiveMessageAsync(Wait);
            Assert.Equal("text", message?.Body.ToString());
            await receiver.CompleteMessageAsync(message);
            await bus.LineAsync(line => line.Contains("connections 1 ", StringComparison.Ordinal));
        }

        bus.Stop(signal);
        await bus.LineAsync(line => line == "  stopping");
        Assert.Equal((0, ""), await bus.ExitAsync());
        Assert.Equal(!inMemory, Directory.Exists(_folder.Data));
    }

    [Fact]
    public async Task Bus_StartedAgain_TellsWhatIsWaiting()
    {
        for (var sent = 0; sent < 2; sent++)
        {
            using var bus = BusProcess.Start("--data", _folder.Data, "--port", "0", "--config", _folder.Config);
            var connection = await bus.ConnectionStringAsync();
            var row = await bus.LineAsync(line => line.StartsWith($"  {BusFolder.Queue} ", StringComparison.Ordinal));
            Assert.Equal([BusFolder.Queue, "no", "none", "1", "min", "10", $"{sent}", "0"], row.Split(' ', StringSplitOptions.RemoveEmptyEntries));
            await using (var client = new ServiceBusClient(connection))
                await client.CreateSender(BusFolder.Queue).SendMessageAsync(new ServiceBusMessage("text"));
            bus.Stop();
            Assert.Equal((0, ""), await bus.ExitAsync());
        }
    }

    [Fact]
    public async Task Bus_DiskFull_EndsWithTheReason()
    {
        using var bus = BusProcess.StartWithLargestFile(1000, "--data", _folder.Data, "--port", "0", "--config", _folder.Config);
        await using (var client = new ServiceBusClient(await bus.ConnectionStringAsync(), new ServiceBusClientOptions { RetryOptions = { MaxRetries = 0 } }))
        {
            var sender = client.CreateSender(BusFolder.Queue);
            await Assert.ThrowsAsync<ServiceBusException>(async () =>
            {
                while (true)
                    await sender.SendMessageAsync(new ServiceBusMessage(new byte[200_000]));
            });
        }

        var (exit, errors) = await bus.ExitAsync();
        Assert.Equal(1, exit);
        Assert.Contains("The data folder failed", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bus_WithKey_RefusesClientsWithAnother()
    {
        using var bus = BusProcess.Start("--in-memory", "--port", "0", "--config", _folder.Config, "--key", "right");
        var right = await bus.ConnectionStringAsync();
        await using var known = new ServiceBusClient(right);
        await using var stranger = new ServiceBusClient(right.Replace("SharedAccessKey=right", "SharedAccessKey=wrong", StringComparison.Ordinal));

        await known.CreateSender(BusFolder.Queue).SendMessageAsync(new ServiceBusMessage("text"));
        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => stranger.CreateSender(BusFolder.Queue).SendMessageAsync(new ServiceBusMessage("text")));
    }
}
