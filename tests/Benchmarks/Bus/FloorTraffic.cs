using System.Buffers.Binary;
using System.Diagnostics;
using System.Net.Sockets;
using Relay.Benchmarks.Children;
using Relay.Benchmarks.Floors;

namespace Relay.Benchmarks.Bus;

/// <summary>The exchanges of a load with <see cref="FileFloor"/> in the place of the bus: the same bytes, in the same groups, as many at a time.</summary>
internal sealed class FloorTraffic : IAsyncDisposable
{
    private const int AnswerBytes = 1;

    // What must be kept of a completed message: its number and its queue's.
    private const int CompletionBytes = 16;

    private readonly ChildProcess floor;
    private readonly List<TcpClient> lanes = [];

    private FloorTraffic(ChildProcess floor) => this.floor = floor;

    /// <summary>Starts the floor; it keeps what it gets in <paramref name="path"/>, or nothing without one.</summary>
    public static async Task<FloorTraffic> StartAsync(string? path) =>
        new(await ChildProcess.StartAsync(ChildRoles.FileFloor, new FileFloorOptions(path)));

    /// <summary>Sends; gives the messages a second.</summary>
    public Task<double> SendAsync(BusLoad load, CancellationToken cancel) =>
        RepeatAsync(load.Count, load.Batch, load.Senders, stream => ExchangeAsync(stream, load.Batch * load.MessageBytes, AnswerBytes, cancel));

    /// <summary>Receives and completes; gives the messages a second.</summary>
    public Task<double> ReceiveAsync(BusLoad load, CancellationToken cancel) => RepeatAsync(load.Count, load.ReceiveBatch, load.Receivers, async stream =>
    {
        await ExchangeAsync(stream, 0, load.ReceiveBatch * load.MessageBytes, cancel);
        await ExchangeAsync(stream, load.ReceiveBatch * CompletionBytes, AnswerBytes, cancel);
    });

    /// <summary>Sends, receives and completes one message after the other; milliseconds each.</summary>
    public async Task<double[]> TripsAsync(int count, int messageBytes, CancellationToken cancel)
    {
        var stream = (await LanesAsync(1))[0].GetStream();
        var times = new double[count];
        for (var i = 0; i < count; i++)
        {
            var start = Stopwatch.GetTimestamp();
            await ExchangeAsync(stream, messageBytes, AnswerBytes, cancel);
            await ExchangeAsync(stream, 0, messageBytes, cancel);
            await ExchangeAsync(stream, CompletionBytes, AnswerBytes, cancel);
            times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        return times;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var lane in lanes)
            lane.Dispose();
        await floor.DisposeAsync();
    }

    private async Task<double> RepeatAsync(int count, int batch, int width, Func<NetworkStream, Task> exchange)
    {
        var open = await LanesAsync(width);
        var left = count / batch;
        var start = Stopwatch.GetTimestamp();
        await Task.WhenAll(open.Select(async lane =>
        {
            var stream = lane.GetStream();
            while (Interlocked.Decrement(ref left) >= 0)
                await exchange(stream);
        }));
        return count / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private async Task<IReadOnlyList<TcpClient>> LanesAsync(int count)
    {
        while (lanes.Count < count)
        {
            var lane = new TcpClient { NoDelay = true };
            lanes.Add(lane);
            await lane.ConnectAsync("127.0.0.1", floor.Ready.Port);
        }

        return lanes[..count];
    }

    private static async Task ExchangeAsync(NetworkStream stream, int up, int down, CancellationToken cancel)
    {
        var request = new byte[FileFloor.HeaderBytes + up];
        BinaryPrimitives.WriteInt32LittleEndian(request, up);
        BinaryPrimitives.WriteInt32LittleEndian(request.AsSpan(FileFloor.HeaderBytes / 2), down);
        await stream.WriteAsync(request, cancel);
        await stream.ReadExactlyAsync(new byte[down], cancel);
    }
}
