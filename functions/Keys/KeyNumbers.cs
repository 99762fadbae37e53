namespace Relay.Functions.Keys;

/// <summary>Lengths and numbers of the keys that devices publish (libsignal, Signal-Server), and how many the relay keeps of them.</summary>
public static class KeyNumbers
{
    /// <summary>A Curve25519 public key: 0x05 and 32 bytes.</summary>
    public const int EcKeyBytes = 33;

    /// <summary>A KEM public key of 1024 class: a type byte and 1568 bytes.</summary>
    public const int KemKeyBytes = 1569;

    /// <summary>An XEdDSA signature.</summary>
    public const int SignatureBytes = 64;

    /// <summary>The type byte of Kyber1024.</summary>
    public const byte Kyber1024 = 0x08;

    /// <summary>The type byte of ML-KEM-1024.</summary>
    public const byte MlKem1024 = 0x0A;

    /// <summary>Key ids have 24 bits: the range in which Signal's apps choose theirs (libsignal itself would take 32).</summary>
    public const int MostKeyId = 0xFFFFFF;

    /// <summary>One-time keys of each sort in one upload (Signal-Server).</summary>
    public const int MostInUpload = 100;

    /// <summary>Unclaimed one-time keys of each sort that are kept for a device.</summary>
    public const int MostInStock = 200;

    /// <summary>One-time KEM keys in a row of their own: 26 KB of the 64 KB that a property can hold.</summary>
    public const int PageKeys = 16;

    /// <summary>Uploads before the last one that are recognized when they come again.</summary>
    public const int MostEarlierBatches = 16;

    /// <summary>SHA-256.</summary>
    public const int DigestBytes = 32;
}
