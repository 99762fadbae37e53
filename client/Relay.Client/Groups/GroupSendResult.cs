using System.Text.Json.Serialization;
using Relay.Client.Custody;
using Relay.Client.Envelopes;

namespace Relay.Client.Groups;

/// <summary>The result for one recipient of a group message.</summary>
public sealed record GroupSendResult
{
    /// <summary>The recipient's partner.</summary>
    public required string Partner { get; init; }

    /// <summary>The recipient.</summary>
    public required string User { get; init; }

    /// <summary>The recipient's envelope.</summary>
    public required Guid Id { get; init; }

    /// <summary>What became of it.</summary>
    public required SendStatus Status { get; init; }

    /// <summary>Why it was refused or is unavailable.</summary>
    public RelayProblem? Problem { get; init; }

    /// <summary>When the recipient last got another identity key: show it to whoever writes. Null when it never did.</summary>
    public DateTimeOffset? IdentityKeyChangedAt { get; init; }

    /// <summary>When the relay accepted the request that got this result; null where it did not say.</summary>
    [JsonIgnore]
    public DateTimeOffset? AcceptedAt { get; init; }

    /// <summary>The relay's receipt for this envelope and the others of the same request that it has; null where there is none.</summary>
    [JsonIgnore]
    public CustodyReceipt? Receipt { get; init; }
}

/// <summary>The answer to a group message.</summary>
internal sealed record GroupSendAnswer(IReadOnlyList<GroupSendResult> Results, DateTimeOffset? AcceptedAt = null, string? Receipt = null, string? Salt = null)
{
    /// <summary>The results, those of envelopes that the relay has with the receipt for them.</summary>
    internal GroupSendResult[] WithReceipt()
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
