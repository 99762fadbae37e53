using System.ComponentModel.DataAnnotations;
using Relay.Signatures;

namespace Relay.Functions.Hosting;

/// <summary>Who this relay is. Section <c>Relay</c> of the configuration; in app settings <c>Relay__Authority</c> and so on.</summary>
public sealed class RelayOptions
{
    /// <summary>Host, and port unless it is the scheme's default, under which partners call the relay. Signatures are checked against it.</summary>
    [Required]
    public string Authority { get; set; } = "";

    /// <summary>Base64 of 32 random bytes. Keys the hashes under which users are stored and lanes are chosen; must never change.</summary>
    [Required]
    public string AddressKey { get; set; } = "";

    /// <summary>The keys that sign calls to partners and receipts. The one whose <see cref="SigningKeyOptions.NotBefore"/> came last signs, all are published, so that a key can be changed with overlap.</summary>
    [MinLength(1)]
    public List<SigningKeyOptions> SigningKeys { get; set; } = [];

    /// <summary>Public keys that may use the operator's API.</summary>
    public List<JsonWebKey> Operators { get; set; } = [];

    /// <summary>Lets partners' endpoints be http on this machine's loopback. For a relay on one machine only.</summary>
    public bool AllowLoopbackEndpoints { get; set; }

    /// <summary>Creates missing tables and containers at start. In Azure the template creates them.</summary>
    public bool CreateStores { get; set; }

    /// <summary>Seconds for which partners and users are cached: the bound within which a change is in force everywhere.</summary>
    [Range(0, 60)]
    public int DirectoryCacheSeconds { get; set; } = 5;

    /// <summary><see cref="AddressKey"/> as bytes.</summary>
    public byte[] AddressKeyBytes() => Convert.FromBase64String(AddressKey);
}

/// <summary>A private key of the relay.</summary>
public sealed class SigningKeyOptions
{
    /// <summary>The key id that partners see.</summary>
    [Required]
    public string KeyId { get; set; } = "";

    /// <summary>PKCS#8 PEM, EC P-256 or Ed25519. Line breaks may be written as \n.</summary>
    [Required]
    public string Pem { get; set; } = "";

    /// <summary>From when the key signs, in place of those before it; from the beginning when it is not set. Published before that.</summary>
    public DateTimeOffset? NotBefore { get; set; }

    /// <summary>
    /// From when the key is not published any longer: after that nobody verifies what it has signed. Later than the next key's
    /// <see cref="NotBefore"/> by the time for which partners verify receipts. Never when it is not set.
    /// </summary>
    public DateTimeOffset? ExpiresAt { get; set; }
}
