using System.Globalization;

namespace Relay.Functions.Queue;

/// <summary>
/// The unit of order: envelopes of one class for some of one partner's users. A lane is a Service Bus session, so that one
/// call at a time works on it. Its number comes from a keyed hash of the recipient, so that a sender cannot aim at a lane.
/// </summary>
/// <param name="Class">Chooses the queue.</param>
/// <param name="Epoch">Rises when the partner's number of lanes, or its namespaces, change.</param>
/// <param name="Partner">The recipient's provider.</param>
/// <param name="Number">0 to the partner's number of lanes - 1.</param>
/// <param name="Namespace">Number of the Service Bus namespace in which the session is; the same for all of the epoch (<see cref="EpochLanes"/>).</param>
public readonly record struct Lane(EnvelopeClass Class, int Epoch, string Partner, int Number, int Namespace = 0)
{
    /// <summary>The Service Bus session id (at most 128 characters).</summary>
    public string SessionId => string.Create(CultureInfo.InvariantCulture, $"{Epoch}.{Partner}.{Number}");

    /// <summary>The lane's name in stores, where all classes lie side by side.</summary>
    public string Key => string.Create(CultureInfo.InvariantCulture, $"{Epoch}.{(Class == EnvelopeClass.Urgent ? "u" : "n")}.{Number}");

    /// <summary>The lane of a recipient, from the keyed hash that the directory has of the user.</summary>
    public static int NumberOf(uint addressHash, int lanes) => (int)(addressHash % (uint)lanes);
}
