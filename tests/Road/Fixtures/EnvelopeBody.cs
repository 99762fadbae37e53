using Relay.Client.Envelopes;

namespace Relay.Road.Tests.Fixtures;

/// <summary>The body of a request with envelopes, for calls whose answers a test reads by itself.</summary>
internal static class EnvelopeBody
{
    public static object Of(params OutgoingEnvelope[] envelopes) => new
    {
        envelopes = envelopes.Select(envelope => new
        {
            id = envelope.Id,
            messageId = envelope.MessageId,
            from = new { partner = envelope.From.Partner, user = envelope.From.User },
            to = new { partner = envelope.To.Partner, user = envelope.To.User },
            ciphertexts = envelope.Ciphertexts.Select(c => new { device = c.Device, registrationId = c.RegistrationId, type = (int)c.Type, content = c.Content }),
        }),
    };
}
