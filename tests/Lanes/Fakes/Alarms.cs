using Relay.Functions.Lanes;
using Relay.Functions.Queue;
using Relay.Lanes.Tests.Scheduler;

namespace Relay.Lanes.Tests.Fakes;

/// <summary>Alarms and fences: messages of the queue.</summary>
internal sealed class Alarms(Stores stores, LaneQueue queue) : IAlarms
{
    /// <summary>Fault of the checker's own tests: alarms do not come.</summary>
    public bool Forgets { get; init; }

    public Task ScheduleAsync(Lane lane, PackedKind kind, long number, DateTimeOffset due, CancellationToken cancel) => stores.WriteAsync(
        $"set {kind} of {lane.Key}",
        Footprint.Writes(queue.Of(lane).Thing),
        () =>
        {
            if (!Forgets)
                queue.Schedule(lane, Packing.Alarm(lane, kind, number), due);
            return true;
        },
        cancel);
}
