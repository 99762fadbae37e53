using Relay.Signatures;

namespace Relay.Client;

/// <summary>How a partner reaches the relay.</summary>
public sealed class RelayClientOptions
{
    /// <summary>Where the relay listens, for instance <c>https://relay.example</c>; a path is not allowed.</summary>
    public required Uri Address { get; init; }

    /// <summary>
    /// The authority that the relay is configured with and checks signatures against, in lower case, a default port left out;
    /// it differs from that of <see cref="Address"/> only behind a gateway.
    /// </summary>
    public required string Authority { get; init; }

    /// <summary>The partner's key at first, registered at the relay (<see cref="RelayClient.RotateKeyAsync"/> changes it); the client does not dispose it.</summary>
    public required SigningKey Key { get; init; }

    /// <summary>Gives the time of signatures and waits between attempts.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>How often a request is sent at most, the first time included.</summary>
    public int MostAttempts { get; init; } = 5;

    /// <summary>The wait before the second attempt in milliseconds; it doubles with each attempt and is shortened by up to a half at random.</summary>
    public int FirstRetryMilliseconds { get; init; } = 200;

    /// <summary>The longest wait between two attempts in seconds. A longer Retry-After ends the attempts.</summary>
    public int LongestRetrySeconds { get; init; } = 30;

    /// <summary>How long one attempt may take in seconds.</summary>
    public int AttemptTimeoutSeconds { get; init; } = 100;

    /// <summary>Checks all settings.</summary>
    /// <exception cref="ArgumentException">A setting is unsuitable; the message lists every one that is.</exception>
    internal void Validate()
    {
        List<string> errors = [];
        if (!Address.IsAbsoluteUri || Address.Scheme is not ("http" or "https") || Address.PathAndQuery != "/")
            errors.Add($"{nameof(Address)}: an http or https address without path is wanted.");
        if (string.IsNullOrEmpty(Authority) || Authority.AsSpan().ContainsAnyExceptInRange('!', '~') || Authority.Any(char.IsAsciiLetterUpper))
            errors.Add($"{nameof(Authority)}: host and port in lower case are wanted.");
        if (MostAttempts < 1)
            errors.Add($"{nameof(MostAttempts)}: at least 1 is wanted.");
        if (FirstRetryMilliseconds < 1)
            errors.Add($"{nameof(FirstRetryMilliseconds)}: at least 1 is wanted.");
        if (LongestRetrySeconds < 1)
            errors.Add($"{nameof(LongestRetrySeconds)}: at least 1 is wanted.");
        if (AttemptTimeoutSeconds < 1)
            errors.Add($"{nameof(AttemptTimeoutSeconds)}: at least 1 is wanted.");
        if (errors.Count > 0)
            throw new ArgumentException(string.Join(' ', errors));
    }
}
