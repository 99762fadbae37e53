namespace Relay.Signatures;

/// <summary>Reads the covered components and parameters of one signature, and serialises them anew.</summary>
internal static class CoveredList
{
    // Beyond the six of the profile; more of them only cost time.
    private const int MostParameters = 16;

    internal static SignatureFailure Read(ReadOnlySpan<char> list, byte[] signature, out ParsedSignature? parsed)
    {
        parsed = null;
        scoped var reader = new StructuredFieldReader(list);
        scoped var writer = new StructuredFieldWriter(stackalloc byte[list.Length]);
        Span<SignatureComponent> components = stackalloc SignatureComponent[SignatureComponents.Count];

        var failure = ReadComponents(ref reader, ref writer, components, out var count);
        if (failure != SignatureFailure.None)
            return failure;
        if (!TryReadParameters(list, ref reader, ref writer, out var parameters))
            return SignatureFailure.Malformed;
        if (count < SignatureComponents.Count)
            return SignatureFailure.ComponentsMissing;
        if (!parameters.AreComplete)
            return SignatureFailure.ParametersMissing;
        if (parameters.Expires <= parameters.Created)
            return SignatureFailure.Malformed;

        parsed = new ParsedSignature(parameters, components.ToArray(), writer.Written.ToArray(), signature);
        return SignatureFailure.None;
    }

    private static SignatureFailure ReadComponents(
        ref StructuredFieldReader reader, ref StructuredFieldWriter writer, Span<SignatureComponent> components, out int count)
    {
        count = 0;
        reader.TryTake('(');
        writer.Write('(');
        while (true)
        {
            reader.SkipSpaces();
            if (reader.TryTake(')'))
                break;
            if (!reader.TryReadBareItem(out var item) || item.Kind != BareItemKind.String)
                return SignatureFailure.Malformed;
            if (reader.TryTake(';') || !SignatureComponents.TryParse(item.Text, out var component))
                return SignatureFailure.ComponentUnsupported;
            // RFC 9421, section 2: a component occurs once. So there are never more than there is room for.
            if (components[..count].Contains(component))
                return SignatureFailure.Malformed;
            if (count > 0)
                writer.Write(' ');
            writer.WriteString(item.Text);
            components[count++] = component;
        }

        writer.Write(')');
        return SignatureFailure.None;
    }

    private static bool TryReadParameters(
        ReadOnlySpan<char> list, ref StructuredFieldReader reader, ref StructuredFieldWriter writer, out SignatureParameters parameters)
    {
        parameters = default;
        var count = 0;
        Span<Range> keys = stackalloc Range[MostParameters];
        while (reader.TryTake(';'))
        {
            reader.SkipSpaces();
            var start = list.Length - reader.Rest.Length;
            if (!reader.TryReadKey(out var key) || count == MostParameters || Contains(list, keys[..count], key))
                return false;
            keys[count++] = start..(start + key.Length);
            var value = new BareItem(BareItemKind.Boolean, "1");
            if (reader.TryTake('=') && !reader.TryReadBareItem(out value))
                return false;
            if (!parameters.TrySet(key, value))
                return false;
            writer.WriteParameter(key, value);
        }

        return reader.AtEnd;
    }

    /// <summary>A key that comes twice could be read one way here and another way elsewhere: it is refused.</summary>
    private static bool Contains(ReadOnlySpan<char> list, ReadOnlySpan<Range> keys, ReadOnlySpan<char> key)
    {
        foreach (var known in keys)
        {
            if (list[known].SequenceEqual(key))
                return true;
        }

        return false;
    }
}
