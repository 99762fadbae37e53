using Relay.Client.Envelopes;

namespace Relay.Client.Webhooks;

/// <summary>An envelope as it is delivered. It may come more than once: drop an id of the same <c>From.Partner</c> that was seen.</summary>
/// <param name="Id">The envelope, unique among those of the sending partner.</param>
/// <param name="MessageId">The message, which all envelopes of one message share.</param>
/// <param name="From">The sender.</param>
/// <param name="To">The recipient, one of the partner's own users.</param>
/// <param name="AcceptedAt">When the relay accepted it.</param>
/// <param name="ExpiresAt">Until when the relay tries to deliver it.</param>
/// <param name="Ciphertexts">A ciphertext for each device.</param>
public sealed record IncomingEnvelope(
    Guid Id,
    Guid MessageId,
    UserAddress From,
    UserAddress To,
    DateTimeOffset AcceptedAt,
    DateTimeOffset ExpiresAt,
    IReadOnlyList<DeviceCiphertext> Ciphertexts);
