using Azure.Data.Tables;

namespace Relay.Functions.Held;

/// <summary>Which of the held are meant; a member that is null leaves the choice open.</summary>
/// <param name="Partner">The recipient's provider.</param>
/// <param name="Sender">The partner that sent it.</param>
/// <param name="Reason">Why it is held.</param>
/// <param name="Before">Held before this time.</param>
/// <param name="Id">The envelope.</param>
/// <param name="ToTag">The recipient's tag.</param>
/// <param name="EitherTag">The tag of the sender or the recipient.</param>
public sealed record HeldQuery(
    string? Partner = null, string? Sender = null, HeldReason? Reason = null, DateTimeOffset? Before = null, Guid? Id = null, string? ToTag = null, string? EitherTag = null)
{
    /// <summary>The filter for Table storage.</summary>
    /// <param name="after">Only what sorts after this partner and key.</param>
    internal string? Filter((string Partner, string Key)? after)
    {
        var parts = new List<string>();
        if (Partner is not null)
            parts.Add(TableClient.CreateQueryFilter($"PartitionKey eq {Partner}"));
        if (after is var (partner, key))
        {
            parts.Add(Partner is null
                ? TableClient.CreateQueryFilter($"(PartitionKey gt {partner} or (PartitionKey eq {partner} and RowKey gt {key}))")
                : TableClient.CreateQueryFilter($"RowKey gt {key}"));
        }

        if (Before is { } before)
            parts.Add(TableClient.CreateQueryFilter($"RowKey lt {HeldKeys.TimeOf(before)}"));
        if (Sender is not null)
            parts.Add(TableClient.CreateQueryFilter($"Sender eq {Sender}"));
        if (Reason is { } reason)
            parts.Add(TableClient.CreateQueryFilter($"Reason eq {(int)reason}"));
        if (Id is { } id)
            parts.Add(TableClient.CreateQueryFilter($"Id eq {id}"));
        if (ToTag is not null)
            parts.Add(TableClient.CreateQueryFilter($"ToTag eq {ToTag}"));
        if (EitherTag is not null)
            parts.Add(TableClient.CreateQueryFilter($"(FromTag eq {EitherTag} or ToTag eq {EitherTag})"));
        return parts.Count == 0 ? null : string.Join(" and ", parts);
    }
}
