namespace Relay.Functions.People;

/// <summary>The words for what a user has chosen, as the API says them.</summary>
internal static class UserWords
{
    public const string Separate = "separate";
    public const string Combined = "combined";
    public const string Open = "open";
    public const string OnRequest = "request";

    public static string Of(InboxPreference inbox) => inbox == InboxPreference.Combined ? Combined : Separate;

    public static string Of(ContactPolicy contact) => contact == ContactPolicy.OnRequest ? OnRequest : Open;

    public static InboxPreference? Inbox(string? word) => word switch
    {
        null or Separate => InboxPreference.Separate,
        Combined => InboxPreference.Combined,
        _ => null,
    };

    public static ContactPolicy? Contact(string? word) => word switch
    {
        null or Open => ContactPolicy.Open,
        OnRequest => ContactPolicy.OnRequest,
        _ => null,
    };
}
