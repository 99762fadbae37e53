using System.Diagnostics;
using Azure.Messaging.ServiceBus;
using Relay.Local.Bus.Tests.Client;

namespace Relay.Local.Bus.Tests.Fuzz;

/// <summary>Receivers that ask for more than they read or settle.</summary>
public sealed class SlowReaderTests
{
    private const int Messages = 200;
    private const int MessageBytes = 200 * 1024;

    /// <summary>The unread bytes of one connection, and what the operating system buffers beside them.</summary>
    private const long MostAhead = 20L * 1024 * 1024;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(5000u)] // the socket is not read
    [InlineData(0u)] // the session's window is closed
    [InlineData(1u)]
    public async Task Reader_ThatIsSlow_IsGivenALittleAhead_AndTheRestWhenItReads(uint window)
    {
        await using var broker = await Broker.StartAsync(new QueueDescription { Name = "q" }, new QueueDescription { Name = "other" });
        await FillAsync(broker);
        using var reader = await RawConnection.OpenAsync(broker.Bus.Port);
        await reader.SendAsync((byte[])[.. Frames.AttachReceiver("q"), .. Frames.Flow(int.MaxValue, incomingWindow: window)]);
        await UntilAsync(() => Delivered(broker) > 0);
        await OthersAreServedAsync(broker);
        Assert.InRange(Delivered(broker) * (long)MessageBytes, 1, MostAhead);

        await reader.SendAsync(Frames.Flow(int.MaxValue, incomingWindow: uint.MaxValue));
        for (var bytes = 0L; bytes < Messages * (long)MessageBytes;)
            bytes += (await reader.FrameAsync(0x14))!.Length;
        Assert.Equal(Messages, Delivered(broker));
    }

    [Fact]
    public async Task Link_ClosedWhileMessagesWaitInIt_LeavesItsConnectionFree()
    {
        await using var broker = await Broker.StartAsync(new QueueDescription { Name = "q", LockDuration = TimeSpan.FromSeconds(1) });
        await FillAsync(broker);
        using var reader = await RawConnection.OpenAsync(broker.Bus.Port);
        await reader.SendAsync((byte[])[.. Frames.AttachReceiver("q"), .. Frames.Flow(int.MaxValue, incomingWindow: 0)]);
        await UntilAsync(() => Delivered(broker) * (long)MessageBytes > 8L * 1024 * 1024);
        await reader.SendAsync((byte[])[.. Frames.Detach(0), .. Frames.AttachReceiver("q", 1), .. Frames.Flow(int.MaxValue, 1, uint.MaxValue)]);
        Assert.NotNull(await reader.FrameAsync(0x14));
    }

    private static long Delivered(Broker broker) => broker.Bus.Status().Queues.Single(queue => queue.Description.Name == "q").Delivered;

    private static async Task FillAsync(Broker broker)
    {
        await using var sender = broker.Client.CreateSender("q");
        await Task.WhenAll(Enumerable.Range(0, Messages).Select(_ => sender.SendMessageAsync(new ServiceBusMessage(new byte[MessageBytes]), Broker.Token)));
    }

    private static async Task OthersAreServedAsync(Broker broker)
    {
        await using var sender = broker.Client.CreateSender("other");
        await using var receiver = broker.Client.CreateReceiver("other");
        for (var i = 0; i < 20; i++)
        {
            await sender.SendMessageAsync(new ServiceBusMessage(new byte[1000]), Broker.Token);
            var message = await receiver.ReceiveMessageAsync(Deadline, Broker.Token);
            await receiver.CompleteMessageAsync(message, Broker.Token);
        }
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        var watch = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(watch.Elapsed < Deadline, "The condition did not come true in time.");
            await Task.Yield();
        }
    }
}
