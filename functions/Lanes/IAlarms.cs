using Relay.Functions.Queue;

namespace Relay.Functions.Lanes;

/// <summary>Messages of the relay to itself, through a lane's session, so that they meet the lane's envelopes in order.</summary>
public interface IAlarms
{
    /// <summary>Schedules an alarm or a fence for a lane; durable when it returns.</summary>
    /// <param name="lane">Whose session it goes through.</param>
    /// <param name="kind"><see cref="PackedKind.Drain"/>, <see cref="PackedKind.Probe"/> or <see cref="PackedKind.Fence"/>.</param>
    /// <param name="number">What makes it stale, or the epoch that waits for the fence.</param>
    /// <param name="due">When it is to arrive; not before.</param>
    /// <param name="cancel">Ends the call.</param>
    /// <exception cref="Azure.Messaging.ServiceBus.ServiceBusException">The queue did not acknowledge it.</exception>
    Task ScheduleAsync(Lane lane, PackedKind kind, long number, DateTimeOffset due, CancellationToken cancel);
}
