using System.Buffers;
using Relay.Functions.Accept;
using Relay.Functions.Hosting;
using Relay.Functions.Partners;

namespace Relay.Functions.People;

/// <summary>Turns a partner's settings of a user into a record, or says which rule they break.</summary>
public static class UserSettingsCheck
{
    /// <summary>The form of a territory, for problem details.</summary>
    public const string TerritoryRule = "two capital letters (ISO 3166-1)";

    private const int MostPartners = 64;
    private const int LongestTerms = 64;
    private const int IdentityKeyLength = 33;
    private const byte IdentityKeyType = 5;

    private static readonly SearchValues<char> Capitals = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ");

    /// <summary>The record, or the problem. What only other calls set is not in it.</summary>
    public static (UserRecord? Record, Problem? Problem) Check(UserSettings settings, DateTimeOffset now = default)
    {
        if (settings.OptedIn is not { } optedIn)
            return (null, Problems.Malformed("optedIn", "true or false"));

        var partners = settings.Partners ?? [];
        if (!AreNetworks(partners))
            return (null, Problems.Malformed("partners", "partners' names, or * alone", MostPartners));

        var devices = settings.Devices ?? [];
        if (CheckDevices(devices) is { } problem)
            return (null, problem);
        if (settings.Territory is { } territory && !IsTerritory(territory))
            return (null, Problems.Malformed("territory", TerritoryRule));
        if (UserWords.Inbox(settings.Inbox) is not { } inbox)
            return (null, Problems.Malformed("inbox", "separate or combined"));
        if (UserWords.Contact(settings.Contact) is not { } contact)
            return (null, Problems.Malformed("contact", "open or request"));
        if (settings.Capabilities is { } capabilities && !capabilities.All(UserCapabilities.All.Contains))
            return (null, Problems.Malformed("capabilities", string.Join(" or ", UserCapabilities.All)));
        if (settings.Terms is { } terms && terms.Version is not { Length: >= 1 and <= LongestTerms })
            return (null, Problems.Malformed("terms.version", "at least one character", LongestTerms));
        if (settings.IdentityKey is { } key && (key.Length != IdentityKeyLength || key[0] != IdentityKeyType))
            return (null, Problems.Malformed("identityKey", "base64 of 0x05 and a Curve25519 key, in bytes", IdentityKeyLength));

        return (
            new UserRecord(optedIn, partners, devices)
            {
                Territory = settings.Territory,
                Inbox = inbox,
                Contact = contact,
                Capabilities = settings.Capabilities,
                Terms = settings.Terms is { } agreed ? new UserTerms(agreed.Version!, agreed.At ?? now) : null,
                IdentityKey = settings.IdentityKey,
                CommonMailbox = settings.CommonMailbox ?? false,
            },
            null);
    }

    /// <summary>Whether these are networks as a user names them: names, or the star alone; at most 64.</summary>
    public static bool AreNetworks(IReadOnlyList<string> partners) =>
        partners is [UserRecord.AllPartners] || (partners.Count <= MostPartners && partners.All(name => name is not null && PartnerNames.IsName(name)));

    /// <summary>Whether this is a territory.</summary>
    public static bool IsTerritory(string? text) => text is { Length: 2 } && !text.AsSpan().ContainsAnyExcept(Capitals);

    private static Problem? CheckDevices(IReadOnlyList<UserDevice> devices)
    {
        if (devices.Count > AcceptOptions.MaxCiphertexts)
            return Problems.Malformed("devices", "at most this many", AcceptOptions.MaxCiphertexts);

        var seen = new HashSet<int>();
        for (var i = 0; i < devices.Count; i++)
        {
            if (devices[i] is null)
                return Problems.Malformed($"devices[{i}]", "an object of device and registrationId");
            if (devices[i].Device is < SignalLimits.LeastDevice or > SignalLimits.MostDevice || !seen.Add(devices[i].Device))
                return Problems.Malformed($"devices[{i}].device", "1 to the limit, each once", SignalLimits.MostDevice);
            if (devices[i].RegistrationId is < SignalLimits.LeastRegistrationId or > SignalLimits.MostRegistrationId)
                return Problems.Malformed($"devices[{i}].registrationId", "1 to the limit", SignalLimits.MostRegistrationId);
        }

        return null;
    }
}
