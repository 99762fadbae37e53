namespace Relay.Local.Sandbox;

/// <summary>What reached the sandbox partner, in numbers.</summary>
public sealed record SandboxCounts
{
    /// <summary>Connections that were reset instead of taken.</summary>
    public int RefusedConnections { get; init; }

    /// <summary>Requests that were read.</summary>
    public int Calls { get; init; }

    /// <summary>Batches of which at least the answer says that something was taken.</summary>
    public int Batches { get; init; }

    /// <summary>Different envelopes taken.</summary>
    public int Envelopes { get; init; }

    /// <summary>Envelopes that came again after they were taken.</summary>
    public int Repeats { get; init; }

    /// <summary>Requests whose signature does not hold; only where the relay's signatures are checked.</summary>
    public int Unverified { get; init; }

    /// <summary>Requests that are no delivery of the documented form.</summary>
    public int Malformed { get; init; }

    /// <summary>Requests to the path that <see cref="SandboxFault.Redirect"/> points to: a relay makes none.</summary>
    public int FollowedRedirects { get; init; }
}
