using System.Text.Json;
using Relay.Functions.People;
using Relay.Functions.Receipts;

namespace Relay.Functions.Erasure;

/// <summary>
/// Whom an event names: <c>user</c> is a user of the partner that is told, <c>other</c> one of the partner in <c>partner</c>, and
/// <c>fromUser</c>, <c>byUser</c>, <c>otherUser</c> are of the partners in <c>fromPartner</c>, <c>byPartner</c>, <c>otherPartner</c>.
/// </summary>
internal static class EventFacts
{
    private const string User = "User";

    /// <summary>Whether an event names a user.</summary>
    public static bool Names(StoredEvent stored, Address user)
    {
        if (Read(stored) is not { } notice)
            return stored.Body.Contains(user.User, StringComparison.Ordinal);
        var facts = notice.Facts;
        return facts is not null && facts.Any(fact => fact.Value == user.User && PartnerOf(fact.Key, stored.Partner, facts) == user.Partner);
    }

    /// <summary>The type of an event; empty for what cannot be read.</summary>
    public static string TypeOf(StoredEvent stored) => Read(stored)?.Type ?? "";

    /// <summary>When it was told; the first time there is for what cannot be read.</summary>
    public static DateTimeOffset At(StoredEvent stored) => Read(stored)?.At ?? default;

    private static string? PartnerOf(string key, string told, IReadOnlyDictionary<string, string> facts) => key switch
    {
        "user" => told,
        "other" => facts.GetValueOrDefault("partner"),
        _ when key.EndsWith(User, StringComparison.Ordinal) => facts.GetValueOrDefault(key[..^User.Length] + "Partner"),
        _ => null,
    };

    private static EventNotice? Read(StoredEvent stored)
    {
        try
        {
            return JsonSerializer.Deserialize(stored.Body, ReceiptJson.Default.EventNotice);
        }
        catch (JsonException)
        {
            // What cannot be read must not keep a user from being erased: its text is searched instead.
            return null;
        }
    }
}
