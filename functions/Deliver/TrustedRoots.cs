using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Relay.Functions.Deliver;

/// <summary>
/// Roots that stand in place of the public authorities for one partner. Everything else is checked as always: name, times, purpose
/// and the signatures up to the root.
/// </summary>
internal static class TrustedRoots
{
    /// <summary>Most characters of one root.</summary>
    public const int MostCharacters = 8 * 1024;

    /// <summary>The rule of a root, for problem details.</summary>
    public const string Rule = "one self-signed root certificate in PEM, in characters at most";

    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    /// <summary>Whether this is a single self-signed certificate in PEM, and no private key.</summary>
    public static bool IsRoot(string? pem)
    {
        if (pem is null || pem.Length > MostCharacters || pem.Contains("PRIVATE KEY", StringComparison.Ordinal))
            return false;
        try
        {
            var all = new X509Certificate2Collection();
            all.ImportFromPem(pem);
            return all.Count == 1 && all[0].SubjectName.RawData.AsSpan().SequenceEqual(all[0].IssuerName.RawData);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    /// <summary>The rules for the certificate of a server whose chain must end at one of these roots.</summary>
    public static X509ChainPolicy Policy(IEnumerable<string> roots)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.ApplicationPolicy.Add(new Oid(ServerAuthentication));
        foreach (var root in roots)
            policy.CustomTrustStore.ImportFromPem(root);
        return policy;
    }
}
