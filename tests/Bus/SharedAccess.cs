using System.Security.Cryptography;
using System.Text;

namespace Relay.Local.Bus.Tests;

/// <summary>Makes shared access signatures as clients do.</summary>
internal static class SharedAccess
{
    public const string KeyName = "RootManageSharedAccessKey";
    public const string Key = "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0IQ==";
    public const string WrongKey = "d3Jvbmctd3Jvbmctd3Jvbmctd3Jvbmctd3Jvbmc=";

    public static string Token(string resource, DateTimeOffset end, string key = Key, string keyName = KeyName)
    {
        var audience = Uri.EscapeDataString(resource);
        var expiry = end.ToUnixTimeSeconds();
        var hash = HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes($"{audience}\n{expiry}"));
        return $"SharedAccessSignature sr={audience}&sig={Uri.EscapeDataString(Convert.ToBase64String(hash))}&se={expiry}&skn={keyName}";
    }
}
