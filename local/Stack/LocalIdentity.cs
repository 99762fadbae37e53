using System.Security.Cryptography;
using System.Text.Json;
using Relay.Signatures;

namespace Relay.Local.Stack;

/// <summary>The secrets of a relay on one machine: made at the first start, kept in its data folder, worth nothing elsewhere.</summary>
/// <param name="AddressKey">Base64 of 32 random bytes.</param>
/// <param name="RelayKeyPem">The key that signs calls to partners.</param>
/// <param name="OperatorKeyPem">The key of the local operator.</param>
public sealed record LocalIdentity(string AddressKey, string RelayKeyPem, string OperatorKeyPem)
{
    /// <summary>Key id of the relay's own key.</summary>
    public const string RelayKeyId = "relay-1";

    /// <summary>Key id of the operator's key.</summary>
    public const string OperatorKeyId = "operator-1";

    private const int AddressKeyLength = 32;

    /// <summary>Reads the identity of a data folder, or makes it.</summary>
    public static LocalIdentity LoadOrCreate(string folder)
    {
        var path = Path.Combine(folder, "identity.json");
        if (File.Exists(path))
            return JsonSerializer.Deserialize<LocalIdentity>(File.ReadAllText(path)) ?? throw new InvalidDataException(path + " is empty.");

        Directory.CreateDirectory(folder);
        using var relay = SigningKey.CreateEcdsaP256(RelayKeyId);
        using var @operator = SigningKey.CreateEcdsaP256(OperatorKeyId);
        var identity = new LocalIdentity(
            Convert.ToBase64String(RandomNumberGenerator.GetBytes(AddressKeyLength)), relay.ExportPkcs8Pem(), @operator.ExportPkcs8Pem());
        File.WriteAllText(path, JsonSerializer.Serialize(identity));
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return identity;
    }

    /// <summary>The operator's signing key.</summary>
    public SigningKey OperatorKey() => SigningKey.ImportPkcs8Pem(OperatorKeyId, OperatorKeyPem);
}
