using System.Buffers;
using Relay.Functions.Hosting;
using Relay.Functions.Partners;
using Relay.Functions.People;

namespace Relay.Functions.Businesses;

/// <summary>Turns an operator's settings of a business into a record, or says which rule they break.</summary>
public static class BusinessCheck
{
    /// <summary>The rule of names, for problem details.</summary>
    public const string NameRule = "2 to 64 lower-case letters, digits and hyphens, beginning with a letter";

    private const int LeastName = 2;
    private const int MostName = 64;
    private const int MostWords = 128;
    private const int MostAbout = 512;
    private const int MostAddress = 512;
    private const string AddressRule = "an https address";

    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    /// <summary>Whether this can be a business's name.</summary>
    public static bool IsName(string? text) =>
        text is { Length: >= LeastName and <= MostName } && char.IsAsciiLetterLower(text[0]) && !text.AsSpan().ContainsAnyExcept(NameCharacters);

    /// <summary>The record, or the problem.</summary>
    public static (BusinessRecord? Record, Problem? Problem) Check(string name, BusinessSettings settings, DateTimeOffset now)
    {
        if (!IsName(name))
            return Refused("name", NameRule, MostName);
        if (settings.DisplayName is not { Length: >= 1 and <= MostWords } displayName)
            return Refused("displayName", "1 to this many characters", MostWords);
        if (settings.About is { Length: > MostAbout })
            return Refused("about", "at most this many characters", MostAbout);
        if (!TryAddress(settings.Website, out var website))
            return Refused("website", AddressRule, MostAddress);
        if (!TryAddress(settings.Picture, out var picture))
            return Refused("picture", AddressRule, MostAddress);
        if (settings.Verified is not { By: { Length: >= 1 and <= MostWords } by, At: { } at, Reference: { Length: >= 1 and <= MostWords } reference })
            return Refused("verified", "by, at and reference, each of at most this many characters", MostWords);

        var (accounts, problem) = Accounts(settings.Accounts);
        return problem is not null
            ? (null, problem)
            : (new BusinessRecord(name, displayName, accounts!, new BusinessVerification(by, at, reference))
            {
                About = settings.About,
                Website = website,
                Picture = picture,
                ChangedAt = now,
            }, null);
    }

    private static (IReadOnlyList<BusinessAccount>? Accounts, Problem? Problem) Accounts(IReadOnlyList<BusinessAccountSettings>? settings)
    {
        if (settings is not { Count: >= 1 and <= BusinessRecord.MostAccounts })
            return (null, Problems.Malformed("accounts", "1 to this many accounts", BusinessRecord.MostAccounts));

        var accounts = new List<BusinessAccount>(settings.Count);
        for (var i = 0; i < settings.Count; i++)
        {
            if (settings[i]?.Partner is not { } partner || !PartnerNames.IsName(partner))
                return (null, Problems.Malformed($"accounts[{i}].partner", PartnerNames.NameRule));
            if (settings[i].User is not { } user || !UserIds.IsUserId(user))
                return (null, Problems.Malformed($"accounts[{i}].user", UserIds.Rule, UserIds.MaxLength));
            if (accounts.Exists(account => account.Account == new Address(partner, user)))
                return (null, Problems.Malformed($"accounts[{i}]", "each account once"));
            accounts.Add(new BusinessAccount(new Address(partner, user), settings[i].Preferred ?? false));
        }

        return accounts.Count(account => account.IsPreferred) == 1 ? (accounts, null) : (null, Problems.Malformed("accounts", "exactly one preferred"));
    }

    private static bool TryAddress(string? text, out Uri? address)
    {
        address = null;
        return text is null || (text.Length <= MostAddress && Uri.TryCreate(text, UriKind.Absolute, out address) && address.Scheme == Uri.UriSchemeHttps);
    }

    private static (BusinessRecord?, Problem?) Refused(string field, string rule, long limit) => (null, Problems.Malformed(field, rule, limit));
}
