using Relay.Functions.Accept.Protocols;
using Relay.Functions.Agreements;
using Relay.Functions.Deliver;
using Relay.Functions.Hosting;
using Relay.Functions.People;
using Relay.Functions.Queue;
using Relay.Signatures;
using Relay.Signatures.Identity;

namespace Relay.Functions.Partners;

/// <summary>Turns an operator's settings into a record, or says which rule they break.</summary>
public sealed class PartnerSettingsCheck(EndpointRules endpoints, ClientCertificates certificates, QueueNamespaces namespaces)
{
    /// <summary>The most keys of a partner.</summary>
    public const int MostKeys = 8;

    private const int MostLanes = 512;
    private const int DefaultLanes = 4;
    private const int MostCapabilities = 32;
    private const int MostTerritories = 256;
    private const int MostFloors = 64;

    private static readonly string ProtocolsRule = $"at least one of {string.Join(" and ", ProtocolShapes.Names)}, each once";
    private const int MostRoots = 4;

    /// <summary>The record for a partner, or the problem.</summary>
    public async Task<(PartnerRecord? Record, Problem? Problem)> CheckAsync(string name, PartnerSettings settings, PartnerRecord? present, CancellationToken cancel)
    {
        if (!PartnerNames.IsName(name))
            return (null, Problems.Malformed("partner", PartnerNames.NameRule));

        if (StateWords.Read(settings.Status) is not { } status)
            return (null, Problems.Malformed("status", StateWords.Rule));

        // Left out, they stay: a partner may have changed its keys by itself.
        var keys = settings.Keys ?? present?.Keys;
        if (CheckKeys(keys) is { } badKey)
            return (null, badKey);

        var capabilities = settings.Capabilities ?? [];
        if (capabilities.Count > MostCapabilities || !capabilities.All(word => word is not null && PartnerNames.IsName(word)))
            return (null, Problems.Malformed("capabilities", "lower-case words", MostCapabilities));

        var lanes = settings.Lanes ?? present?.Lanes ?? DefaultLanes;
        if (lanes is < 1 or > MostLanes)
            return (null, Problems.Malformed("lanes", "1 to the limit", MostLanes));

        var (spread, badSpread) = Namespaces(settings.Namespaces, present);
        if (badSpread is not null)
            return (null, badSpread);

        if (Mode(settings.Mode, present) is not { } mode)
            return (null, Problems.Malformed("mode", "push or pull"));
        var (endpoint, badEndpoint) = await EndpointAsync("endpoint", settings.Endpoint, isOptional: mode == DeliveryMode.Pull, cancel);
        if (badEndpoint is not null)
            return (null, badEndpoint);
        var (events, badEvents) = await EndpointAsync("eventsEndpoint", settings.EventsEndpoint, isOptional: true, cancel);
        if (badEvents is not null)
            return (null, badEvents);

        var territories = settings.Territories ?? [];
        if (territories.Count > MostTerritories || !territories.All(UserSettingsCheck.IsTerritory))
            return (null, Problems.Malformed("territories", UserSettingsCheck.TerritoryRule, MostTerritories));

        var protocols = settings.Protocols ?? PartnerRecord.DefaultProtocols;
        if (!AreProtocols(protocols))
            return (null, Problems.Malformed("protocols", ProtocolsRule));
        var floors = settings.Floors ?? [];
        if (CheckFloors(floors) is { } badFloor)
            return (null, badFloor);

        var roots = settings.SenderCertificateRoots ?? [];
        if (CheckRoots(roots) is { } badRoot)
            return (null, badRoot);

        var (tls, badTls) = EndpointTlsCheck.Check(settings, endpoint, events, certificates);
        if (badTls is not null)
            return (null, badTls);

        var record = new PartnerRecord(name, status, endpoint, keys!, capabilities, lanes)
        {
            Namespaces = spread,
            Mode = mode,
            Events = events,
            Territories = territories,
            Protocols = protocols,
            Floors = floors,
            SenderCertificateRoots = roots,
            Tls = tls,
        };
        return (record, null);
    }

    // Left out or the same, they stay, also where the relay has one of them no more: another setting can be changed then too.
    private (IReadOnlyList<int> Numbers, Problem? Problem) Namespaces(IReadOnlyList<int>? numbers, PartnerRecord? present)
    {
        if (numbers is null)
            return (present?.Namespaces ?? namespaces.Numbers, null);

        IReadOnlyList<int> wanted = [.. numbers.Order()];
        var known = wanted.Count > 0 && wanted.Distinct().Count() == wanted.Count && wanted.All(namespaces.Numbers.Contains);
        return known || (present is not null && wanted.SequenceEqual(present.Namespaces))
            ? (wanted, null)
            : ([], Problems.Malformed("namespaces", $"at least one of {string.Join(", ", namespaces.Numbers)}, each once"));
    }

    private static Problem? CheckRoots(IReadOnlyList<byte[]> roots)
    {
        if (roots.Count > MostRoots)
            return Problems.Malformed("senderCertificateRoots", "at most this many", MostRoots);

        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < roots.Count; i++)
        {
            // What signs nothing, or anything, must not become another network's trust root.
            if (roots[i] is null || !XEdDsa.IsUsable(roots[i]))
                return Problems.Malformed($"senderCertificateRoots[{i}]", "base64 of 0x05 and a canonical Curve25519 key, in bytes", XEdDsa.PublicKeyLength);
            if (!seen.Add(Convert.ToHexString(roots[i])))
                return Problems.Malformed($"senderCertificateRoots[{i}]", "each root once");
        }

        return null;
    }

    private async Task<(Uri? Endpoint, Problem? Problem)> EndpointAsync(string field, string? text, bool isOptional, CancellationToken cancel)
    {
        if (text is null && isOptional)
            return (null, null);
        if (!Uri.TryCreate(text, UriKind.Absolute, out var endpoint))
            return (null, Problems.Malformed(field, "an absolute address"));
        return await endpoints.CheckAsync(endpoint, cancel) is { } rule ? (null, Problems.Malformed(field, rule)) : (endpoint, null);
    }

    private static bool AreProtocols(IReadOnlyList<string> protocols) =>
        protocols.Count >= 1 && protocols.All(ProtocolShapes.Names.Contains) && protocols.Distinct().Count() == protocols.Count;

    private static Problem? CheckFloors(IReadOnlyList<PartnerFloor> floors)
    {
        if (floors.Count > MostFloors)
            return Problems.Malformed("floors", "at most this many", MostFloors);

        var partners = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < floors.Count; i++)
        {
            if (floors[i]?.Partner is not { } partner || !(partner == PartnerFloor.AllPartners || PartnerNames.IsName(partner)) || !partners.Add(partner))
                return Problems.Malformed($"floors[{i}].partner", "a partner's name or *, each once");
            if (floors[i].Protocols is { } allowed && !AreProtocols(allowed))
                return Problems.Malformed($"floors[{i}].protocols", ProtocolsRule);
        }

        return null;
    }

    private static DeliveryMode? Mode(string? text, PartnerRecord? present) => text switch
    {
        null => present?.Mode ?? DeliveryMode.Push,
        "push" => DeliveryMode.Push,
        "pull" => DeliveryMode.Pull,
        _ => null,
    };

    private static Problem? CheckKeys(IReadOnlyList<JsonWebKey>? keys)
    {
        if (keys is not { Count: >= 1 and <= MostKeys })
            return Problems.Malformed("keys", "1 to the limit", MostKeys);

        var ids = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < keys.Count; i++)
        {
            if (keys[i] is null)
                return Problems.Malformed($"keys[{i}]", "a JWK");

            try
            {
                var key = VerificationKey.FromJwk(keys[i]);
                if (!PartnerNames.IsKeyId(key.KeyId))
                    return Problems.Malformed($"keys[{i}].kid", PartnerNames.KeyIdRule);
                if (!ids.Add(key.KeyId))
                    return Problems.Malformed($"keys[{i}].kid", "each kid once");
                if (keys[i].NotBefore >= keys[i].ExpiresAt)
                    return Problems.Malformed($"keys[{i}].expiresAt", "after notBefore");
            }
            catch (FormatException invalid)
            {
                return Problems.Malformed($"keys[{i}]", invalid.Message);
            }
        }

        return null;
    }
}
