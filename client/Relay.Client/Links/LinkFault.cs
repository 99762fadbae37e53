namespace Relay.Client.Links;

/// <summary>Why two accounts do not count as one person's.</summary>
public enum LinkFault
{
    /// <summary>They do.</summary>
    None,

    /// <summary>There is no link to look at.</summary>
    NoLink,

    /// <summary>The linked account's identity key is not the one that the link names.</summary>
    OtherKey,

    /// <summary>The account that was asked for has not signed this.</summary>
    Signature,

    /// <summary>The linked account has not signed this.</summary>
    OtherSignature,
}
