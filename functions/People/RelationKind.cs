namespace Relay.Functions.People;

/// <summary>What a user has said about another user, or about a whole network.</summary>
public enum RelationKind : byte
{
    /// <summary>Nothing may come from that user.</summary>
    BlockedUser = 1,

    /// <summary>Nothing may come from anybody of that network.</summary>
    BlockedNetwork = 2,

    /// <summary>That user may write, although strangers may not.</summary>
    Granted = 3,

    /// <summary>That user has asked to be allowed to write, and has no answer yet.</summary>
    Asked = 4,
}
