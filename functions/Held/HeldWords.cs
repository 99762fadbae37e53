using System.Globalization;
using Relay.Functions.Ledger;
using Relay.Functions.Queue;

namespace Relay.Functions.Held;

/// <summary>The words and cursors of the operator's API.</summary>
internal static class HeldWords
{
    public const string ReasonRule = "rejected or unreadable";

    private const char CursorMark = '.';

    public static string Of(HeldReason reason) => reason == HeldReason.Unreadable ? "unreadable" : "rejected";

    public static string Of(EnvelopeClass envelopeClass) => envelopeClass switch
    {
        EnvelopeClass.Urgent => "urgent",
        EnvelopeClass.Ephemeral => "ephemeral",
        _ => "normal",
    };

    public static string Of(FinalState? ended) => ended switch
    {
        null => "removed",
        FinalState.Expired => "expired",
        _ => "refused",
    };

    /// <summary>The reason of a word, or null.</summary>
    public static HeldReason? Reason(string word) => word switch
    {
        "rejected" => HeldReason.Rejected,
        "unreadable" => HeldReason.Unreadable,
        _ => null,
    };

    /// <summary>The cursor of a list.</summary>
    public static string Cursor(HeldRecord last) => $"{last.Partner}{CursorMark}{last.Key}";

    /// <summary>Reads the cursor of a list; null when it is none.</summary>
    public static (string Partner, string Key)? ReadCursor(string text) =>
        text.Split(CursorMark) is [{ Length: > 0 } partner, var key] && HeldKeys.IsKey(key) ? (partner, key) : null;

    /// <summary>The cursor of a replay: what was held when it began, and the last key that was done.</summary>
    public static string Cursor(DateTimeOffset began, string last) => $"{HeldKeys.TimeOf(began)}{CursorMark}{last}";

    /// <summary>Reads the cursor of a replay; null when it is none.</summary>
    public static (DateTimeOffset Began, string Last)? ReadReplayCursor(string text) =>
        text.Split(CursorMark) is [{ Length: 15 } time, var key]
        && long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
        && milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
        && (key.Length == 0 || HeldKeys.IsKey(key))
            ? (DateTimeOffset.FromUnixTimeMilliseconds(milliseconds), key)
            : null;
}
