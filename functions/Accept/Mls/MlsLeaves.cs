namespace Relay.Functions.Accept.Mls;

/// <summary>The structures of members and keys: key packages, leaf nodes, credentials, extensions (RFC 9420, sections 5.3, 7.2, 10 and 13.4).</summary>
internal static class MlsLeaves
{
    /// <summary>The one version of the protocol: mls10.</summary>
    public const ushort Version = 1;

    private const int LifetimeLength = 2 * sizeof(ulong);

    private enum LeafSource : byte
    {
        KeyPackage = 1,
        Update = 2,
        Commit = 3,
    }

    private enum CredentialType : ushort
    {
        Basic = 1,
        X509 = 2,
    }

    /// <summary>version, cipher_suite, init_key, leaf_node, extensions, signature.</summary>
    public static bool KeyPackage(ref MlsReader reader) =>
        Suite(ref reader) && reader.Filled() && Leaf(ref reader, out var source) && source == (byte)LeafSource.KeyPackage && Extensions(ref reader) && reader.Filled();

    /// <summary>The leaf of a proposal of type update.</summary>
    public static bool UpdatedLeaf(ref MlsReader reader) => Leaf(ref reader, out var source) && source == (byte)LeafSource.Update;

    /// <summary>The leaf of a commit's path.</summary>
    public static bool CommittedLeaf(ref MlsReader reader) => Leaf(ref reader, out var source) && source == (byte)LeafSource.Commit;

    /// <summary>The protocol's version and a cipher suite.</summary>
    public static bool Suite(ref MlsReader reader) =>
        reader.UInt16(out var version) && version == Version && reader.UInt16(out var suite) && suite != 0;

    /// <summary>A list of extensions: type and data each.</summary>
    public static bool Extensions(ref MlsReader reader)
    {
        if (!reader.Vector(out var extensions))
            return false;

        while (!extensions.IsAtEnd)
        {
            if (!extensions.UInt16(out _) || !extensions.Bytes())
                return false;
        }

        return true;
    }

    /// <summary>kem_output and ciphertext.</summary>
    public static bool HpkeCiphertext(ref MlsReader reader) => reader.Filled() && reader.Filled();

    // encryption_key, signature_key, credential, capabilities, leaf_node_source with what belongs to it, extensions, signature
    private static bool Leaf(ref MlsReader reader, out byte source)
    {
        source = 0;
        return reader.Filled() && reader.Filled() && Credential(ref reader) && Capabilities(ref reader) && reader.Byte(out source)
            && (LeafSource)source switch
            {
                LeafSource.KeyPackage => reader.Skip(LifetimeLength),
                LeafSource.Update => true,
                LeafSource.Commit => reader.Bytes(), // parent_hash: empty for a leaf below a blank root
                _ => false,
            }
            && Extensions(ref reader) && reader.Filled();
    }

    // Where a credential of another type ends is not known.
    private static bool Credential(ref MlsReader reader)
    {
        if (!reader.UInt16(out var type))
            return false;
        if (type == (ushort)CredentialType.Basic)
            return reader.Bytes();
        if (type != (ushort)CredentialType.X509 || !reader.Vector(out var certificates))
            return false;

        while (!certificates.IsAtEnd)
        {
            if (!certificates.Filled())
                return false;
        }

        return true;
    }

    // versions, cipher_suites, extensions, proposals, credentials
    private static bool Capabilities(ref MlsReader reader) =>
        reader.Numbers() && reader.Numbers() && reader.Numbers() && reader.Numbers() && reader.Numbers();
}
