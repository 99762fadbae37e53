using Relay.Functions.People;

namespace Relay.Functions.Links;

/// <summary>What linking leaves in the history of a user's record; never the other user.</summary>
internal static class LinkHistory
{
    /// <summary>The user asked to link another account.</summary>
    public const string Asked = "link-asked";

    /// <summary>The user was told a code that another account asked for.</summary>
    public const string CodeTold = "link-code-told";

    /// <summary>A link was made.</summary>
    public const string Linked = "linked";

    /// <summary>A link was ended.</summary>
    public const string Unlinked = "unlinked";

    /// <summary>With one of the first two. Several in a row are one, the last: nobody fills another's history by asking.</summary>
    public static UserRecord WithAttempt(UserRecord record, string what, DateTimeOffset at) =>
        record.History.Count > 0 && record.History[^1].What == what
            ? record with { History = [.. record.History.SkipLast(1), new UserChange(at, what)] }
            : UserChanges.With(record, what, at);
}
