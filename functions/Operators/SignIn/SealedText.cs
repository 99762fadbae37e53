using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Relay.Functions.People;

namespace Relay.Functions.Operators.SignIn;

/// <summary>
/// Values that a browser keeps for the relay: sealed with AES-256-GCM under a key for one purpose, derived from the relay's
/// address key, so that every instance opens what any instance has sealed and nothing is stored.
/// </summary>
internal sealed class SealedText
{
    private const int NonceLength = 12;
    private const int TagLength = 16;
    private const int MostLength = 4096;

    private readonly byte[] _key;
    private readonly byte[] _purpose;

    /// <summary>For one purpose; what was sealed for another does not open.</summary>
    public SealedText(AddressKeys keys, string purpose) => (_key, _purpose) = (keys.Derive(purpose), Encoding.UTF8.GetBytes(purpose));

    /// <summary>Seals a value as text that is safe in cookies and addresses.</summary>
    public string Seal<T>(T value, JsonTypeInfo<T> type)
    {
        var content = JsonSerializer.SerializeToUtf8Bytes(value, type);
        var bytes = new byte[NonceLength + content.Length + TagLength];
        RandomNumberGenerator.Fill(bytes.AsSpan(0, NonceLength));
        using var cipher = new AesGcm(_key, TagLength);
        cipher.Encrypt(bytes.AsSpan(0, NonceLength), content, bytes.AsSpan(NonceLength, content.Length), bytes.AsSpan(NonceLength + content.Length), _purpose);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Opens it; null for anything that was not sealed for this purpose under this key.</summary>
    public T? Open<T>(string? text, JsonTypeInfo<T> type)
        where T : class
    {
        if (text is null || text.Length > MostLength || !Base64Url.IsValid(text, out var length) || length <= NonceLength + TagLength)
            return null;

        var bytes = Base64Url.DecodeFromChars(text).AsSpan();
        var content = new byte[bytes.Length - NonceLength - TagLength];
        try
        {
            using var cipher = new AesGcm(_key, TagLength);
            cipher.Decrypt(bytes[..NonceLength], bytes.Slice(NonceLength, content.Length), bytes[^TagLength..], content, _purpose);
        }
        catch (AuthenticationTagMismatchException)
        {
            // Forged, torn, or sealed under another key: to the caller it is nothing.
            return null;
        }

        return JsonSerializer.Deserialize(content, type);
    }
}
