namespace Relay.Signatures;

/// <summary>A signature as its headers say, before anything of it is believed: read to find the key.</summary>
/// <remarks>
/// The headers are read strictly as dictionaries (RFC 8941). Of several signatures the one labelled <c>sig1</c> counts, a single one
/// may have any label. Components may stand in any order. Parameters that the profile does not know must be well-formed
/// and are part of what is signed (RFC 9421, section 2.3).
/// </remarks>
public sealed class ParsedSignature
{
    internal ParsedSignature(in SignatureParameters read, SignatureComponent[] components, byte[] parameters, byte[] signature)
    {
        KeyId = read.KeyId!;
        Algorithm = read.Algorithm ?? "";
        Created = DateTimeOffset.FromUnixTimeSeconds(read.Created!.Value);
        Expires = DateTimeOffset.FromUnixTimeSeconds(read.Expires!.Value);
        Nonce = read.Nonce!;
        Tag = read.Tag!;
        Components = components;
        Parameters = parameters;
        Signature = signature;
    }

    /// <summary><c>keyid</c>.</summary>
    public string KeyId { get; }

    /// <summary><c>alg</c>; empty where the signer left it out, as RFC 9421 allows.</summary>
    public string Algorithm { get; }

    /// <summary><c>created</c>, in whole seconds.</summary>
    public DateTimeOffset Created { get; }

    /// <summary><c>expires</c>, in whole seconds; after <see cref="Created"/>.</summary>
    public DateTimeOffset Expires { get; }

    /// <summary><c>nonce</c>.</summary>
    public string Nonce { get; }

    /// <summary><c>tag</c>.</summary>
    public string Tag { get; }

    /// <summary>The covered components in the signer's order: each of the profile's once.</summary>
    internal SignatureComponent[] Components { get; }

    /// <summary>The value of <c>@signature-params</c>, serialised anew.</summary>
    internal byte[] Parameters { get; }

    internal byte[] Signature { get; }

    /// <summary>Reads the two headers; where a header came several times, its values joined by a comma.</summary>
    /// <returns><see cref="SignatureFailure.None"/> and the signature, or why there is none to check.</returns>
    public static SignatureFailure TryParse(string? signatureInput, string? signature, out ParsedSignature? parsed) =>
        SignatureParser.Parse(signatureInput, signature, out parsed);
}
