using Relay.Functions.Queue;

namespace Relay.Functions.Limits;

/// <summary>Room without bounds: where lane records do not count what is parked, there is nothing to hold a bound against.</summary>
internal sealed class UnboundedRoom : ILaneRoom
{
    /// <inheritdoc/>
    public ValueTask<LimitRefusal?> RefusedAsync(string sender, Lane lane, int bytes) => ValueTask.FromResult<LimitRefusal?>(null);
}
