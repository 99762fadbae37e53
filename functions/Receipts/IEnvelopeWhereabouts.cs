namespace Relay.Functions.Receipts;

/// <summary>Where an envelope waits that has not ended.</summary>
/// <param name="State">parked or held.</param>
/// <param name="To">The recipient's partner.</param>
/// <param name="AcceptedAt">When the relay accepted it.</param>
/// <param name="ExpiresAt">When its time to live ends.</param>
/// <param name="Lane">The lane that it waits in or came from, as lanes are named in stores.</param>
public readonly record struct EnvelopePlace(string State, string To, DateTimeOffset AcceptedAt, DateTimeOffset ExpiresAt, string Lane);

/// <summary>Knows of envelopes that have not ended. All that are registered are asked.</summary>
public interface IEnvelopeWhereabouts
{
    /// <summary>Where an envelope of a sending partner waits; null when this does not have it.</summary>
    /// <exception cref="Azure.RequestFailedException">A store did not answer or refused.</exception>
    Task<EnvelopePlace?> FindAsync(string sender, Guid id, CancellationToken cancel);
}
