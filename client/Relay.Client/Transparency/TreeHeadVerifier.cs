using System.Diagnostics.CodeAnalysis;
using Relay.Client.Accounts;
using Relay.Signatures;
using Relay.Signatures.Custody;
using Relay.Signatures.Transparency;

namespace Relay.Client.Transparency;

/// <summary>The outcome of a check of a signed tree head.</summary>
/// <param name="Fault">What is wrong.</param>
/// <param name="Head">What it says; null unless nothing is wrong.</param>
public readonly record struct TreeHeadCheck(ReceiptFault Fault, TreeHead? Head)
{
    /// <summary>Whether nothing is wrong.</summary>
    [MemberNotNullWhen(true, nameof(Head))]
    public bool IsGood => Fault == ReceiptFault.None && Head is not null;
}

/// <summary>Checks who signed a tree head, offline. Heads outlive keys: keep the relay's published keys with them. Safe for use by several threads at once.</summary>
public sealed class TreeHeadVerifier
{
    private readonly Dictionary<string, VerificationKey> _keys;
    private readonly string? _authority;

    /// <summary>Makes a verifier for one relay.</summary>
    /// <param name="relay">What it publishes, now or when the heads were signed.</param>
    /// <exception cref="FormatException">A key is unsuitable.</exception>
    public TreeHeadVerifier(RelayKeys relay)
        : this(relay.Keys.Select(VerificationKey.FromJwk), relay.Authority)
    {
    }

    /// <summary>Makes a verifier for known keys.</summary>
    /// <param name="keys">Where two have one id, the first counts.</param>
    /// <param name="authority">The relay whose heads are wanted; any relay's when null, which then the keys alone decide.</param>
    public TreeHeadVerifier(IEnumerable<VerificationKey> keys, string? authority = null)
    {
        _keys = keys.DistinctBy(key => key.KeyId).ToDictionary(key => key.KeyId, StringComparer.Ordinal);
        _authority = authority;
    }

    /// <summary>Checks a head.</summary>
    public TreeHeadCheck Check(string token)
    {
        ArgumentNullException.ThrowIfNull(token);
        var fault = TreeHeadToken.Read(token, id => _keys.GetValueOrDefault(id), out var head);
        if (fault == ReceiptFault.None && _authority is not null && head!.Relay != _authority)
            fault = ReceiptFault.RelayMismatch;
        return new TreeHeadCheck(fault, fault == ReceiptFault.None ? head : null);
    }
}
