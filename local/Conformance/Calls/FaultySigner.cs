using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Relay.Signatures;

namespace Relay.Local.Conformance.Calls;

/// <summary>
/// Signs by RFC 9421 as the profile asks, but for what a <see cref="CallFault"/> changes. The relay's own signer cannot make such
/// signatures; one without a fault is as good as that one's.
/// </summary>
internal static class FaultySigner
{
    private const int NonceLength = 16;
    private const int SignatureLength = 64;

    /// <summary>The three headers; one that is not to be sent is null.</summary>
    public static (string? Digest, string? Input, string? Signature) Sign(CallFault fault, SigningKey usual, SignedRequestLine line, byte[] sent, DateTimeOffset now)
    {
        var key = fault.Key ?? usual;
        var digest = ContentDigest.Create(fault.SignedBody ?? sent);
        var parameters = Parameters(fault, key, now);
        var text = new StringBuilder();
        foreach (var component in fault.Components)
            text.Append(CultureInfo.InvariantCulture, $"\"{component}\": {Value(component, fault.Line(line), digest)}\n");
        text.Append(CultureInfo.InvariantCulture, $"\"@signature-params\": {parameters}");

        Span<byte> signature = stackalloc byte[SignatureLength];
        key.Sign(Encoding.ASCII.GetBytes(text.ToString()), signature);
        if (fault.TurnsBit)
            signature[^1] ^= 1;
        return (
            !fault.HasDigest ? null : fault.FitsDigestToSent ? ContentDigest.Create(sent) : digest,
            fault.HasSignature ? $"sig1={parameters}" : null,
            fault.HasSignature ? $"sig1=:{Convert.ToBase64String(signature)}:" : null);
    }

    private static string Parameters(CallFault fault, SigningKey key, DateTimeOffset now)
    {
        var created = (now + fault.Created).ToUnixTimeSeconds();
        var expires = created + (long)fault.Lifetime.TotalSeconds;
        var nonce = fault.HasNonce ? $";nonce=\"{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(NonceLength))}\"" : "";
        var components = string.Join(' ', fault.Components.Select(component => $"\"{component}\""));
        return $"({components});created={created};expires={expires}{nonce};keyid=\"{fault.KeyId ?? key.KeyId}\";alg=\"{key.Algorithm}\";tag=\"{fault.Tag}\"";
    }

    private static string Value(string component, SignedRequestLine line, string digest) => component switch
    {
        "@method" => line.Method,
        "@authority" => line.Authority,
        "@path" => line.Path is "" ? "/" : line.Path,
        "@query" => line.Query is "" ? "?" : line.Query,
        "content-digest" => digest,
        _ => throw new ArgumentOutOfRangeException(nameof(component), component, "No component of the profile."),
    };
}
