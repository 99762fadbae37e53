using System.Text.Json;
using Relay.Signatures;

namespace Relay.Cli.Operators;

/// <summary>Reads a partner's public key from a file: a JWK, or a private key as <c>local/tools/partner.mjs key</c> writes it, of which the public half is taken.</summary>
internal static class PublicKeyFile
{
    /// <summary>The key.</summary>
    /// <exception cref="InvalidDataException">The file is not there or holds no such key; the message says which.</exception>
    public static JsonWebKey Read(string path)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path));
            string? Text(string name) => json.RootElement.TryGetProperty(name, out var value) ? value.GetString() : null;
            var kid = Text("kid") ?? throw new InvalidDataException($"{path} has no kid.");
            if (Text("pem") is { } pem)
            {
                using var key = SigningKey.ImportPkcs8Pem(kid, pem);
                return key.Public.ToJwk();
            }

            return VerificationKey.FromJwk(new JsonWebKey { Kid = kid, Kty = Text("kty") ?? "", Crv = Text("crv") ?? "", X = Text("x") ?? "", Y = Text("y") }).ToJwk();
        }
        catch (Exception unsuitable) when (unsuitable is IOException or UnauthorizedAccessException or JsonException or FormatException or ArgumentException or InvalidOperationException)
        {
            throw new InvalidDataException($"{path} holds no public key: {unsuitable.Message}", unsuitable);
        }
    }
}
