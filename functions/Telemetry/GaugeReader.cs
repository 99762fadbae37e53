using Relay.Functions.Held;
using Relay.Functions.Lanes;
using Relay.Functions.Storage;

namespace Relay.Functions.Telemetry;

/// <summary>Reads what the gauges show: the lane records, the rows of what is held, the heads of the queues. The timer of the lanes' sweep runs it.</summary>
internal sealed partial class GaugeReader(LaneStore lanes, HeldStore held, QueueAges queues, RelayGauges gauges, ILogger<GaugeReader> logger)
{
    // More held envelopes than anybody should let come together; the gauge says at least so many then.
    private const int MostHeld = 20_000;

    /// <summary>Reads and shows. A store that does not answer leaves out what it knows, and nothing else.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        var reading = new GaugeReading();
        reading = await TryAsync(reading, async () => OfLanes(reading, await lanes.ReadAllAsync(cancel)), cancel);
        reading = await TryAsync(reading, async () => reading with { Held = await held.CountAsync(MostHeld, cancel) }, cancel);
        reading = await TryAsync(reading, async () => reading with { QueueAges = await queues.ReadAsync(cancel) }, cancel);
        gauges.Show(reading);
    }

    private static GaugeReading OfLanes(GaugeReading reading, IReadOnlyDictionary<string, PartnerLanes> all) => reading with
    {
        Breakers = [.. all.Where(one => one.Value.Breaker is not null).Select(one => (one.Key, one.Value.Breaker!.State == BreakerState.Disabled ? "disabled" : "open"))],
        ParkedBytes = all.Where(one => one.Value.Lanes.Count > 0)
            .ToDictionary(one => one.Key, one => one.Value.Lanes.Values.Sum(lane => lane.Bytes.Values.Sum()), StringComparer.Ordinal),
    };

    private async Task<GaugeReading> TryAsync(GaugeReading reading, Func<Task<GaugeReading>> read, CancellationToken cancel)
    {
        try
        {
            return await read();
        }
        catch (Exception failure) when (StoreFailures.IsPassing(failure) && !cancel.IsCancellationRequested)
        {
            Log.NotRead(logger, failure.GetType().Name);
            return reading;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 8000, Level = LogLevel.Warning, Message = "A store did not answer ({Failure}); some gauges show nothing until the next run")]
        public static partial void NotRead(ILogger logger, string failure);
    }
}
