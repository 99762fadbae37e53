using Relay.Functions.Queue;

namespace Relay.Functions.Limits;

/// <summary>Says whether what is parked leaves room for more.</summary>
public interface ILaneRoom
{
    /// <summary>
    /// Asks for room in a lane. Null: there is room, and the bytes are counted. Otherwise the limit that is reached; envelopes of this
    /// lane are to be answered unavailable, those of others are not concerned.
    /// </summary>
    /// <param name="sender">The partner whose envelopes they are.</param>
    /// <param name="lane">Where they go.</param>
    /// <param name="bytes">What would be parked.</param>
    ValueTask<LimitRefusal?> RefusedAsync(string sender, Lane lane, int bytes);
}
