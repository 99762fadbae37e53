namespace Relay.Signatures;

/// <summary>The parameters of a signature that the profile knows, as they are found.</summary>
internal struct SignatureParameters
{
    // 9999-12-31T23:59:59Z: the last second that DateTimeOffset can hold.
    private const long LastSecond = 253402300799;

    public long? Created;
    public long? Expires;
    public string? Nonce;
    public string? KeyId;
    public string? Algorithm;
    public string? Tag;

    /// <summary>Takes a parameter; false when it has the wrong type.</summary>
    public bool TrySet(ReadOnlySpan<char> key, in BareItem value)
    {
        switch (key)
        {
            case "created":
                return TrySetTime(ref Created, value);
            case "expires":
                return TrySetTime(ref Expires, value);
            case "nonce":
                return TrySetString(ref Nonce, value);
            case "keyid":
                return TrySetString(ref KeyId, value);
            case "alg":
                return TrySetString(ref Algorithm, value);
            case "tag":
                return TrySetString(ref Tag, value);
            default:
                return true;
        }
    }

    public readonly bool AreComplete =>
        Created is not null && Expires is not null && Nonce is not null && KeyId is not null && Tag is not null;

    private static bool TrySetTime(ref long? member, in BareItem value)
    {
        if (value.Kind != BareItemKind.Integer
            || !long.TryParse(value.Text, out var seconds) || seconds is < 0 or > LastSecond)
            return false;
        member = seconds;
        return true;
    }

    private static bool TrySetString(ref string? member, in BareItem value)
    {
        if (value.Kind != BareItemKind.String)
            return false;
        member = Known(value.Text) ?? Unescape(value.Text);
        return true;
    }

    /// <summary>The strings that most requests carry need no new instance.</summary>
    private static string? Known(ReadOnlySpan<char> text) => text switch
    {
        SignatureAlgorithms.EcdsaP256Sha256 => SignatureAlgorithms.EcdsaP256Sha256,
        SignatureAlgorithms.Ed25519 => SignatureAlgorithms.Ed25519,
        SignatureTags.Request => SignatureTags.Request,
        SignatureTags.Webhook => SignatureTags.Webhook,
        _ => null,
    };

    private static string Unescape(ReadOnlySpan<char> text)
    {
        if (!text.Contains('\\'))
            return text.ToString();
        var plain = new char[text.Length];
        var length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\')
                i++;
            plain[length++] = text[i];
        }

        return new string(plain, 0, length);
    }
}
