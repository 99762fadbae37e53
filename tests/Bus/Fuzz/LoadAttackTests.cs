using Azure.Messaging.ServiceBus;

namespace Relay.Local.Bus.Tests.Fuzz;

/// <summary>Clients that send what they must not wait with, or do not read, or say nothing at all.</summary>
public sealed class LoadAttackTests
{
    private const int SilentConnections = 2000;
    private const int SlowReaders = 20;
    private const int Stored = 60;
    private const int StoredBytes = 200 * 1024;

    [Fact]
    public async Task SilentConnections_KeepNobodyOut()
    {
        await using var broker = await AttackedBroker.StartAsync();
        var silent = new List<RawConnection>();
        await broker.WithstandAsync(async () =>
        {
            byte[] start = [.. Frames.AmqpHeader, .. Frames.Open, .. Frames.Frame(0, new byte[60_000])[..50_000]];
            int[] parts = [0, 3, 8, 20, start.Length];
            for (var i = 0; i < SilentConnections; i++)
            {
                var client = await RawConnection.ConnectAsync(broker.Port);
                silent.Add(client);
                await client.TrySendAsync(start.AsMemory(0, parts[i % parts.Length]));
            }
        });
        silent.ForEach(client => client.Dispose());
    }

    [Theory]
    [InlineData(5000u)] // they do not read from their sockets
    [InlineData(0u)] // they open no window in their sessions
    public async Task SlowReaders_HinderNobodyElse(uint window)
    {
        await using var broker = await AttackedBroker.StartAsync();
        await FillAsync(broker.ConnectionString);
        var readers = new List<RawConnection>();
        await broker.WithstandAsync(async () =>
        {
            for (var i = 0; i < SlowReaders; i++)
            {
                var reader = await RawConnection.OpenAsync(broker.Port);
                readers.Add(reader);
                // The window of the session is what the last flow says.
                await reader.SendAsync((byte[])[.. Frames.AttachReceiver("q"), .. Frames.Flow(int.MaxValue, 0, window)]);
                Assert.NotNull(await reader.FrameAsync(0x12));
            }
        });
        // Whoever reads gets on.
        var last = await RawConnection.OpenAsync(broker.Port);
        readers.Add(last);
        await last.SendAsync((byte[])[.. Frames.AttachReceiver("q"), .. Frames.Flow(int.MaxValue)]);
        await FillAsync(broker.ConnectionString);
        Assert.NotNull(await last.FrameAsync(0x14));
        broker.CheckMemory();
        readers.ForEach(reader => reader.Dispose());
    }

    [Theory]
    [InlineData(16)]
    [InlineData(60_000)]
    public async Task Flood_BeyondTheCredit_IsStopped(int payload)
    {
        await using var broker = await AttackedBroker.StartAsync();
        await broker.WithstandAsync(() => Task.WhenAll(Enumerable.Range(0, 10).Select(async _ =>
        {
            using var client = await RawConnection.OpenAsync(broker.Port);
            await client.SendAsync(Frames.AttachSender("q"));
            byte[] message = [0, 0x53, 0x75, 0xB0, 0, 0, (byte)(payload >> 8), (byte)payload, .. new byte[payload]];
            for (uint i = 0; i < 5000 && await client.TrySendAsync(Frames.Transfer(i, message)); i++)
            {
                // Without reading a single answer.
            }
        })));
    }

    [Fact]
    public async Task ManySenders_AtOnce_AreHeldBackByTheStore()
    {
        await using var broker = await AttackedBroker.StartAsync();
        await broker.WithstandAsync(() => Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            await using var client = new ServiceBusClient(broker.ConnectionString);
            await Task.WhenAll(Enumerable.Range(0, 10).Select(async _ =>
            {
                await using var sender = client.CreateSender("q");
                await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => sender.SendMessageAsync(new ServiceBusMessage(new byte[StoredBytes]))));
            }));
        })));
    }

    [Fact]
    public async Task Deliveries_ThatNeverEnd_AreCutOff()
    {
        await using var broker = await AttackedBroker.StartAsync();
        await broker.WithstandAsync(async () =>
        {
            foreach (var (payload, address) in new[] { (60_000, "q"), (60_000, "$cbs"), (60_000, "q/$management"), (256, "q"), (0, "q"), (255, "q") })
            {
                using var client = await RawConnection.OpenAsync(broker.Port);
                await client.SendAsync(Frames.AttachSender(address));
                for (var i = 0; i < 20_000 && await client.TrySendAsync(Frames.Transfer(0, new byte[payload], more: true)); i++)
                {
                    // On and on.
                }
                broker.CheckMemory();
            }
        });
    }

    [Fact]
    public async Task Deliveries_BegunOnManyLinks_AreBoundedTogether()
    {
        await using var broker = await AttackedBroker.StartAsync();
        await broker.WithstandAsync(async () =>
        {
            var begun = new List<RawConnection>();
            for (var i = 0; i < 20; i++)
            {
                var client = await RawConnection.OpenAsync(broker.Port);
                begun.Add(client);
                for (uint handle = 0; handle < 200 && await client.TrySendAsync(Frames.AttachSender("q", handle)); handle++)
                {
                    for (var part = 0; part < 3; part++)
                        await client.TrySendAsync(Frames.Transfer(handle, new byte[60_000], more: true, handle: handle));
                }
            }
            begun.ForEach(client => client.Dispose());
        });
    }

    private static async Task FillAsync(string connectionString)
    {
        await using var client = new ServiceBusClient(connectionString);
        await using var sender = client.CreateSender("q");
        for (var i = 0; i < Stored; i++)
            await sender.SendMessageAsync(new ServiceBusMessage(new byte[StoredBytes]));
    }
}
