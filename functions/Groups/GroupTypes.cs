namespace Relay.Functions.Groups;

/// <summary>Types of group messages, which are those of their ciphertexts, and their limits.</summary>
internal static class GroupTypes
{
    /// <summary>libsignal's sealed message for several recipients.</summary>
    public const byte Sealed = 6;

    /// <summary>An MLS PublicMessage.</summary>
    public const byte MlsPublic = 17;

    /// <summary>An MLS PrivateMessage.</summary>
    public const byte MlsPrivate = 18;

    /// <summary>The most recipients of one message.</summary>
    public const int MaxRecipients = 1024;
}
