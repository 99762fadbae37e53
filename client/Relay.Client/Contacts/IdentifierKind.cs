namespace Relay.Client.Contacts;

/// <summary>What people are known by.</summary>
public enum IdentifierKind
{
    /// <summary>A name that its network gives once: 3 to 64 of <c>a-z 0-9 . _ -</c>; capitals are folded.</summary>
    Handle,

    /// <summary>A telephone number (E.164): + and 7 to 15 digits.</summary>
    Number,
}

/// <summary>The kinds as the wire contract writes them.</summary>
internal static class IdentifierKinds
{
    /// <exception cref="ArgumentOutOfRangeException">It is none of them.</exception>
    internal static string Word(IdentifierKind kind) => kind switch
    {
        IdentifierKind.Handle => "handle",
        IdentifierKind.Number => "number",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "A handle or a number is wanted."),
    };
}
