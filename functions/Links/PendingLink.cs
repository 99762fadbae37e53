using Azure;
using Relay.Functions.People;

namespace Relay.Functions.Links;

/// <summary>A link that was asked for and is not made yet. One that nobody can confirm looks the same.</summary>
/// <param name="Id">The link.</param>
/// <param name="Asker">The account that asked.</param>
/// <param name="Asked">The account that was told a code, if it is there and lets itself be asked.</param>
/// <param name="AskerKey">The asker's identity key when it asked.</param>
/// <param name="AskedKey">The other's identity key then.</param>
/// <param name="Code">The keyed hash of the code (<see cref="LinkKeys.CodeOf"/>).</param>
/// <param name="AskedAt">When it was asked for.</param>
/// <param name="ExpiresAt">When it is forgotten.</param>
internal sealed record PendingLink(
    Guid Id, Address Asker, Address Asked, byte[] AskerKey, byte[] AskedKey, byte[] Code, DateTimeOffset AskedAt, DateTimeOffset ExpiresAt)
{
    /// <summary>Codes that were tried.</summary>
    public int Tries { get; init; }

    /// <summary>Whether the code was entered.</summary>
    public bool IsConfirmed { get; init; }

    /// <summary>The asker's signature; null before it has signed.</summary>
    public byte[]? AskerSignature { get; init; }

    /// <summary>The other's signature; null before it has signed.</summary>
    public byte[]? AskedSignature { get; init; }

    /// <summary>Of the row.</summary>
    public ETag ETag { get; init; }

    /// <summary>Whether this is one of the two accounts.</summary>
    public bool IsOf(Address user) => user == Asker || user == Asked;

    /// <summary>The account at the other end.</summary>
    public Address Other(Address user) => user == Asker ? Asked : Asker;

    /// <summary>An account's identity key.</summary>
    public byte[] KeyOf(Address user) => user == Asker ? AskerKey : AskedKey;

    /// <summary>An account's signature; null before it has signed.</summary>
    public byte[]? SignatureOf(Address user) => user == Asker ? AskerSignature : AskedSignature;

    /// <summary>With an account's signature; the first one stays.</summary>
    public PendingLink Signed(Address user, byte[] signature) => user == Asker
        ? this with { AskerSignature = AskerSignature ?? signature }
        : this with { AskedSignature = AskedSignature ?? signature };
}
