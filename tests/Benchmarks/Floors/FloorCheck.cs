using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Relay.Benchmarks.Floors;

/// <summary>What nobody who accepts signed JSON can leave out: every token read, SHA-256, one ECDSA verification.</summary>
internal sealed class FloorCheck(FloorOptions options) : IDisposable
{
    private const string Label = "sig1=";

    // A key is not for several threads at once.
    private readonly ThreadLocal<ECDsa> keys = new(
        () => ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = options.X, Y = options.Y } }), trackAllValues: true);

    public bool Holds(IHeaderDictionary headers, ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body);
        while (reader.Read())
        {
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(body, hash);
        var digest = headers["Content-Digest"].ToString();
        if (digest != $"sha-256=:{Convert.ToBase64String(hash)}:")
            return false;

        var parameters = headers["Signature-Input"].ToString().AsSpan(Label.Length);
        var signature = Convert.FromBase64String(headers["Signature"].ToString()[(Label.Length + 1)..^1]);
        var text = "\"@method\": POST\n" +
            $"\"@authority\": {options.Authority}\n" +
            "\"@path\": /v1/envelopes\n" +
            "\"@query\": ?\n" +
            $"\"content-digest\": {digest}\n" +
            $"\"@signature-params\": {parameters}";
        return keys.Value!.VerifyData(
            Encoding.ASCII.GetBytes(text), signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    public void Dispose()
    {
        foreach (var key in keys.Values)
            key.Dispose();
        keys.Dispose();
    }
}
