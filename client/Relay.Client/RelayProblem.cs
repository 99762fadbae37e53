using System.Text.Json.Serialization;
using Relay.Client.Envelopes;
using Relay.Client.Http;

namespace Relay.Client;

// Source-generated reading sets every init-only property, an absent one to null: hence the coalescing here and in the other records.

/// <summary>A problem as the relay describes it (<c>application/problem+json</c>, RFC 9457).</summary>
public sealed record RelayProblem
{
    /// <summary>A stable word in kebab case that names the kind of problem: decide by this one.</summary>
    public string Code { get; init => field = value ?? ""; } = "";

    /// <summary>The kind of problem as a URI reference.</summary>
    public string? Type { get; init; }

    /// <summary>The kind of problem in words.</summary>
    public string? Title { get; init; }

    /// <summary>The HTTP status.</summary>
    public int? Status { get; init; }

    /// <summary>This occurrence in words.</summary>
    public string? Detail { get; init; }

    /// <summary>The member of the request that is at fault.</summary>
    public string? Field { get; init; }

    /// <summary>The rule that it breaks.</summary>
    public string? Rule { get; init; }

    /// <summary>The bound of that rule, as text.</summary>
    [JsonConverter(typeof(ScalarTextConverter))]
    public string? Limit { get; init; }

    /// <summary>After how many seconds another attempt makes sense.</summary>
    public int? RetryAfterSeconds { get; init; }

    /// <summary>For <c>devices-mismatch</c>: what to mend in the envelope.</summary>
    public DeviceMismatch? Devices { get; init; }

    /// <summary>For <c>epoch-stale</c>: the group's epoch as the relay knows it.</summary>
    public ulong? Epoch { get; init; }

    /// <summary>For <c>accounts-missing</c>: for whom the message needs an envelope too.</summary>
    public IReadOnlyList<MissingAccount>? Accounts { get; init; }
}
