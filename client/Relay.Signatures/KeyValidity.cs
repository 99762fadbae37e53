namespace Relay.Signatures;

/// <summary>Whether a key is good at a time.</summary>
public enum KeyValidity
{
    /// <summary>It is.</summary>
    Valid,

    /// <summary>Its time has not come.</summary>
    NotYetValid,

    /// <summary>Its time is over.</summary>
    Expired,
}
