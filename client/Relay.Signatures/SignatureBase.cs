using System.Text;

namespace Relay.Signatures;

/// <summary>Writes the signature base (RFC 9421, section 2.5).</summary>
internal static class SignatureBase
{
    // Room for the names of the five components and of @signature-params, with quotes, colons, spaces and line ends.
    private const int FixedLength = 128;

    /// <summary>An upper bound of the base's length in bytes.</summary>
    internal static int Bound(in SignedRequestLine line, string contentDigest, int parametersLength) =>
        FixedLength + line.Method.Length + line.Authority.Length + line.Path.Length + line.Query.Length
        + contentDigest.Length + parametersLength;

    /// <summary>
    /// Writes the base and returns its length; 0 when a value cannot be part of one. A line end in a value would let its
    /// author write lines of the base, so only printable ASCII passes; a query begins with its question mark.
    /// </summary>
    internal static int Write(
        Span<byte> destination,
        ReadOnlySpan<SignatureComponent> components,
        in SignedRequestLine line,
        string contentDigest,
        ReadOnlySpan<byte> parameters)
    {
        if (line.Query is not "" && line.Query[0] != '?')
            return 0;

        var at = 0;
        foreach (var component in components)
        {
            at += Copy(SignatureComponents.LineStart(component), destination[at..]);
            var value = SignatureComponents.Value(component, line, contentDigest).AsSpan().Trim(' ');
            if (value.IsEmpty || value.ContainsAnyExceptInRange(' ', '~'))
                return 0;
            at += Encoding.ASCII.GetBytes(value, destination[at..]);
            destination[at++] = (byte)'\n';
        }

        at += Copy("\"@signature-params\": "u8, destination[at..]);
        return at + Copy(parameters, destination[at..]);
    }

    private static int Copy(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        source.CopyTo(destination);
        return source.Length;
    }
}
