using Relay.Signatures;

namespace Relay.Client.Webhooks;

/// <summary>How a partner checks deliveries.</summary>
public sealed class WebhookVerifierOptions
{
    /// <summary>
    /// The authority of the partner's own endpoint as registered at the relay, in lower case, a default port left out. It is
    /// configured, never taken from the request: a request that was made for another endpoint must not pass here.
    /// </summary>
    public required string Authority { get; init; }

    /// <summary>What is accepted.</summary>
    public SignatureRules Rules { get; init; } = new();

    /// <summary>Gives the time.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>After how many minutes the relay's keys are read again: so long a withdrawn key stays good at most while the relay answers.</summary>
    public int KeysLifetimeMinutes { get; init; } = 60;

    /// <summary>
    /// The least number of seconds between two readings of the keys, failed ones included; requests with unknown key ids, which
    /// anybody can send, cause no more than that.
    /// </summary>
    public int LeastRefreshSeconds { get; init; } = 30;

    /// <summary>How many nonces each of the two generations of the replay memory holds.</summary>
    public int NonceCapacity { get; init; } = 100_000;
}
