using Relay.Local.Stack;

namespace Relay.Benchmarks.Stand;

/// <summary>The app settings of a measured relay: those of the local stack, and no bound on what one partner may send.</summary>
internal static class RelaySettings
{
    public static Dictionary<string, string> Create(LocalIdentity identity, string authority, string bus, string storage)
    {
        using var operatorKey = identity.OperatorKey();
        var jwk = operatorKey.Public.ToJwk();
        return new Dictionary<string, string>
        {
            ["ServiceBusConnection"] = bus,
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
            ["Limits__PartnerRequestsPerSecond"] = "1000000",
            ["Limits__PartnerRequestsBurst"] = "10000000",
            ["Limits__PartnerRequestsInFlightWaiting"] = "1000000",
            ["Limits__PartnerEnvelopesPerSecond"] = "1000000",
            ["Limits__PartnerEnvelopesBurst"] = "10000000",
            ["Limits__PartnerBytesPerSecond"] = "2147483647",
            ["Limits__PartnerBytesBurst"] = "2147483647",
            ["Limits__PairEnvelopesPerSecond"] = "1000000",
            ["Limits__PairEnvelopesBurst"] = "10000000",
            ["Limits__PairBytesPerSecond"] = "2147483647",
            ["Limits__PairBytesBurst"] = "2147483647",
            ["Limits__PartnerBytesInFlight"] = "1073741824",
            ["Limits__InstanceBytesInFlight"] = "1073741824",
        };
    }
}
