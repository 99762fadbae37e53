namespace Relay.Functions.Contacts;

/// <summary>What a user's history says of contacts: that something was done, never with whom.</summary>
internal static class ContactWords
{
    public const string Blocked = "blocked";
    public const string Unblocked = "unblocked";
    public const string Granted = "contact-granted";
    public const string Revoked = "contact-revoked";
}
