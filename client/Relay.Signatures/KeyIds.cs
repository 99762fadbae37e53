namespace Relay.Signatures;

/// <summary>The shape of key ids: what fits a structured field string (RFC 8941, section 3.3.3) without escapes.</summary>
internal static class KeyIds
{
    private const int MostLength = 128;

    internal static bool IsValid(string? keyId) =>
        keyId is { Length: > 0 and <= MostLength }
        && !keyId.AsSpan().ContainsAnyExceptInRange('!', '~')
        && !keyId.AsSpan().ContainsAny('"', '\\');

    internal static string Require(string keyId) => IsValid(keyId)
        ? keyId
        : throw new ArgumentException("1 to 128 printable ASCII characters without space, quote and backslash are wanted.", nameof(keyId));
}
