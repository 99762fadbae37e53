using System.Text.Json.Serialization;
using Relay.Client.Custody;

namespace Relay.Client.Envelopes;

/// <summary>What became of an envelope at the relay.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SendStatus>))]
public enum SendStatus
{
    /// <summary>The relay has it durably.</summary>
    [JsonStringEnumMemberName("accepted")]
    Accepted,

    /// <summary>The relay had it already: as good as accepted.</summary>
    [JsonStringEnumMemberName("duplicate")]
    Duplicate,

    /// <summary>It will never be accepted; the problem's code says why.</summary>
    [JsonStringEnumMemberName("refused")]
    Refused,

    /// <summary>It was not accepted for the time being and the attempts ran out: send it later with the same id.</summary>
    [JsonStringEnumMemberName("unavailable")]
    Unavailable,
}

/// <summary>The result of one envelope.</summary>
public sealed record SendResult
{
    /// <summary>The envelope.</summary>
    public required Guid Id { get; init; }

    /// <summary>What became of it.</summary>
    public required SendStatus Status { get; init; }

    /// <summary>Why it was refused or is unavailable.</summary>
    public RelayProblem? Problem { get; init; }

    /// <summary>When the recipient last got another identity key: show it to whoever writes. Null when it never did.</summary>
    public DateTimeOffset? IdentityKeyChangedAt { get; init; }

    /// <summary>After how many seconds an unavailable envelope may be sent again.</summary>
    public int? RetryAfterSeconds { get; init; }

    /// <summary>When the relay accepted the request that got this result; null where it did not say.</summary>
    [JsonIgnore]
    public DateTimeOffset? AcceptedAt { get; init; }

    /// <summary>The relay's receipt for this envelope and the others of the same request that it has; null where there is none.</summary>
    [JsonIgnore]
    public CustodyReceipt? Receipt { get; init; }
}

/// <summary>The body of the answer to a request with envelopes.</summary>
internal sealed record SendAnswer(IReadOnlyList<SendResult> Results, DateTimeOffset? AcceptedAt = null, string? Receipt = null, string? Salt = null)
{
    /// <summary>The results, those of envelopes that the relay has with the receipt for them.</summary>
    internal SendResult[] WithReceipt()
    {
        var receipt = Receipt is not null && Salt is not null
            ? new CustodyReceipt(Receipt, Salt, [.. Results.Where(result => CustodyReceipt.Covers(result.Status)).Select(result => result.Id)])
            : null;
        return [.. Results.Select(result => result with
        {
            AcceptedAt = AcceptedAt,
            Receipt = CustodyReceipt.Covers(result.Status) ? receipt : null,
        })];
    }
}
