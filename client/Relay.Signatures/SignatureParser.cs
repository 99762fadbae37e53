namespace Relay.Signatures;

/// <summary>Reads <c>Signature-Input</c> and <c>Signature</c> (RFC 9421, sections 4.1 and 4.2).</summary>
internal static class SignatureParser
{
    // A request of the profile needs about 300 characters; Kestrel itself allows 32 KB of headers.
    private const int MostHeaderLength = 4096;
    private const string PreferredLabel = "sig1";
    private const int SignatureTextLength = 88;

    internal static SignatureFailure Parse(string? signatureInput, string? signature, out ParsedSignature? parsed)
    {
        parsed = null;
        if (string.IsNullOrEmpty(signatureInput) || string.IsNullOrEmpty(signature))
            return SignatureFailure.Missing;
        if (signatureInput.Length > MostHeaderLength || signature.Length > MostHeaderLength)
            return SignatureFailure.Malformed;

        var failure = ChooseLabel(signatureInput, out var label, out var list);
        if (failure != SignatureFailure.None)
            return failure;
        var bytes = ReadSignature(signature, label);
        if (bytes is null)
            return SignatureFailure.Malformed;
        return CoveredList.Read(list, bytes, out parsed);
    }

    private static SignatureFailure ChooseLabel(ReadOnlySpan<char> field, out ReadOnlySpan<char> label, out ReadOnlySpan<char> list)
    {
        label = list = default;
        var count = 0;
        var preferred = false;
        var members = new DictionaryReader(field);
        while (members.MoveNext())
        {
            count++;
            var isPreferred = members.Key.SequenceEqual(PreferredLabel);
            // A label that comes twice could be read one way here and another way elsewhere.
            if (members.Value.IsEmpty || members.Value[0] != '(' || (isPreferred && preferred) || (!isPreferred && members.Key.SequenceEqual(label)))
                return SignatureFailure.Malformed;
            preferred |= isPreferred;
            if (isPreferred || !preferred)
            {
                label = members.Key;
                list = members.Value;
            }
        }

        if (members.IsMalformed)
            return SignatureFailure.Malformed;
        if (count == 0)
            return SignatureFailure.Missing;
        return count == 1 || preferred ? SignatureFailure.None : SignatureFailure.LabelAmbiguous;
    }

    private static byte[]? ReadSignature(ReadOnlySpan<char> field, ReadOnlySpan<char> label)
    {
        byte[]? signature = null;
        var members = new DictionaryReader(field);
        while (members.MoveNext())
        {
            if (!members.Key.SequenceEqual(label))
                continue;
            var reader = new StructuredFieldReader(members.Value);
            if (signature is not null
                || !reader.TryReadBareItem(out var item) || item.Kind != BareItemKind.ByteSequence || item.Text.Length != SignatureTextLength)
                return null;
            signature = new byte[SignatureAlgorithms.SignatureLength];
            if (!Convert.TryFromBase64Chars(item.Text, signature, out var length) || length != signature.Length)
                return null;
        }

        return members.IsMalformed ? null : signature;
    }
}
