using System.Buffers.Text;
using Relay.Client.Accounts;
using Relay.Client.Envelopes;
using Relay.Signatures;
using Relay.Signatures.Custody;

namespace Relay.Client.Custody;

/// <summary>
/// Checks certificates of erasure, offline. Certificates outlive keys: keep the relay's published keys with them. Safe for use by
/// several threads at once.
/// </summary>
public sealed class ErasureVerifier
{
    private readonly Dictionary<string, VerificationKey> _keys;
    private readonly string? _authority;

    /// <summary>Makes a verifier for one relay.</summary>
    /// <param name="relay">What it publishes, now or when the certificates were made.</param>
    /// <exception cref="FormatException">A key is unsuitable.</exception>
    public ErasureVerifier(RelayKeys relay)
        : this(relay.Keys.Select(VerificationKey.FromJwk), relay.Authority)
    {
    }

    /// <summary>Makes a verifier for known keys.</summary>
    /// <param name="keys">Where two have one id, the first counts.</param>
    /// <param name="authority">The relay whose certificates are wanted; any relay's when null, which then the keys alone decide.</param>
    public ErasureVerifier(IEnumerable<VerificationKey> keys, string? authority = null)
    {
        _keys = keys.DistinctBy(key => key.KeyId).ToDictionary(key => key.KeyId, StringComparer.Ordinal);
        _authority = authority;
    }

    /// <summary>Checks who signed a certificate, and not about whom.</summary>
    public ErasureCheck Check(string token)
    {
        ArgumentNullException.ThrowIfNull(token);
        var fault = ErasureToken.Read(token, id => _keys.GetValueOrDefault(id), out var erasure);
        if (fault == ReceiptFault.None && _authority is not null && erasure!.Relay != _authority)
            fault = ReceiptFault.RelayMismatch;
        return new ErasureCheck(fault, erasure);
    }

    /// <summary>Checks that a certificate is the relay's and about this user.</summary>
    public ErasureCheck Check(ErasureCertificate certificate, UserAddress user)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        ArgumentNullException.ThrowIfNull(user);
        var check = Check(certificate.Certificate);
        return check.IsGood ? check with { Fault = FaultOf(certificate, check.Erasure, user) } : check;
    }

    private static ReceiptFault FaultOf(ErasureCertificate certificate, Erasure erasure, UserAddress user)
    {
        if (Base64UrlText.Read(certificate.Salt, Erasure.SaltLength) is not { } salt)
            return ReceiptFault.Malformed;
        var hash = Base64Url.EncodeToString(Erasure.HashOf(salt, user.Partner, user.User));
        return erasure.Partner == user.Partner && erasure.UserHash == hash ? ReceiptFault.None : ReceiptFault.UserMismatch;
    }
}
