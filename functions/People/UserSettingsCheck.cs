using Relay.Functions.Accept;
using Relay.Functions.Hosting;
using Relay.Functions.Partners;

namespace Relay.Functions.People;

/// <summary>Turns a partner's settings of a user into a record, or says which rule they break.</summary>
public static class UserSettingsCheck
{
    private const int MostPartners = 64;

    /// <summary>The record, or the problem.</summary>
    public static (UserRecord? Record, Problem? Problem) Check(UserSettings settings)
    {
        if (settings.OptedIn is not { } optedIn)
            return (null, Problems.Malformed("optedIn", "true or false"));

        var partners = settings.Partners ?? [];
        var all = partners is [UserRecord.AllPartners];
        if (partners.Count > MostPartners || (!all && !partners.All(name => name is not null && PartnerNames.IsName(name))))
            return (null, Problems.Malformed("partners", "partners' names, or * alone", MostPartners));

        var devices = settings.Devices ?? [];
        if (devices.Count > AcceptOptions.MaxCiphertexts)
            return (null, Problems.Malformed("devices", "at most this many", AcceptOptions.MaxCiphertexts));

        var seen = new HashSet<int>();
        for (var i = 0; i < devices.Count; i++)
        {
            if (devices[i] is null)
                return (null, Problems.Malformed($"devices[{i}]", "an object of device and registrationId"));
            if (devices[i].Device is < SignalLimits.LeastDevice or > SignalLimits.MostDevice || !seen.Add(devices[i].Device))
                return (null, Problems.Malformed($"devices[{i}].device", "1 to the limit, each once", SignalLimits.MostDevice));
            if (devices[i].RegistrationId is < SignalLimits.LeastRegistrationId or > SignalLimits.MostRegistrationId)
                return (null, Problems.Malformed($"devices[{i}].registrationId", "1 to the limit", SignalLimits.MostRegistrationId));
        }

        return (new UserRecord(optedIn, partners, devices), null);
    }
}
