using Relay.Local.Stack;

namespace Relay.Chaos.Stand;

/// <summary>The app settings of the relay under test: those of the local stack; a brisk run shortens the product's patience.</summary>
internal static class StackSettings
{
    // A run of a minute has no room for waits of minutes. The relations between the numbers are those of the defaults.
    private static readonly Dictionary<string, string> Brisk = new()
    {
        ["Delivery__TimeoutSeconds"] = "4",
        ["Delivery__HoldSeconds"] = "20",
        ["Delivery__FailureDelaySeconds"] = "1",
        ["Lanes__FirstProbeMilliseconds"] = "250",
        ["Lanes__LongestProbeSeconds"] = "2",
        ["Lanes__LeaseSeconds"] = "8",
        ["Lanes__HandOutSeconds"] = "6",
        ["Lanes__OverdueSeconds"] = "5",
    };

    public static Dictionary<string, string> Create(LocalIdentity identity, string authority, IReadOnlyList<string> buses, string storage, bool brisk)
    {
        using var operatorKey = identity.OperatorKey();
        var jwk = operatorKey.Public.ToJwk();
        var settings = new Dictionary<string, string>
        {
            ["RelayStorage"] = storage,
            ["AzureWebJobsStorage"] = storage,
            ["Relay__Authority"] = authority,
            ["Relay__AddressKey"] = identity.AddressKey,
            ["Relay__SigningKeys__0__KeyId"] = LocalIdentity.RelayKeyId,
            ["Relay__SigningKeys__0__Pem"] = identity.RelayKeyPem,
            ["Relay__Operators__0__Kid"] = jwk.Kid,
            ["Relay__Operators__0__Kty"] = jwk.Kty,
            ["Relay__Operators__0__Crv"] = jwk.Crv,
            ["Relay__Operators__0__X"] = jwk.X,
            ["Relay__Operators__0__Y"] = jwk.Y!,
            ["Relay__AllowLoopbackEndpoints"] = "true",
            ["Relay__CreateStores"] = "true",
            ["Logging__LogLevel__Microsoft.Hosting.Lifetime"] = "Warning",
            ["Logging__Console__FormatterName"] = "simple",
            ["Logging__Console__FormatterOptions__SingleLine"] = "true",
            ["Logging__Console__FormatterOptions__TimestampFormat"] = "HH:mm:ss.fff ",
        };
        for (var number = 0; number < buses.Count; number++)
            settings[NumberedAppFolder.SettingOf(number)] = buses[number];
        if (brisk)
        {
            foreach (var (name, value) in Brisk)
                settings[name] = value;
        }

        return settings;
    }
}
