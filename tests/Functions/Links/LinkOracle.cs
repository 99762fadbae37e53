using Relay.Functions.People;

namespace Relay.Functions.Tests.Links;

/// <summary>An account as the oracle knows it.</summary>
internal sealed class LinkAccount
{
    public bool IsEnlisted { get; set; }

    public bool OptedIn { get; set; }

    /// <summary>Which of its identity keys it has.</summary>
    public int Key { get; set; }

    public HashSet<Address> Blocked { get; } = [];

    public Dictionary<Address, Guid> Links { get; } = [];

    public bool TakesPart(int key) => IsEnlisted && OptedIn && Key == key;
}

/// <summary>A link that was asked for, as the oracle knows it.</summary>
internal sealed record AskedLink(Guid Id, Address Asker, Address Asked, int AskerKey, int AskedKey, string? Code, DateTimeOffset At)
{
    public int Tries { get; set; }

    /// <summary>Until when it can be signed; null before the code was entered.</summary>
    public DateTimeOffset? SignBy { get; set; }

    public HashSet<Address> Signed { get; } = [];

    /// <summary>Made, or removed by an erasure.</summary>
    public bool IsGone { get; set; }

    public bool IsOf(Address user) => user == Asker || user == Asked;

    public Address Other(Address user) => user == Asker ? Asked : Asker;

    public int KeyOf(Address user) => user == Asker ? AskerKey : AskedKey;
}

/// <summary>The rules of docs/people.md about links, by names and without stores.</summary>
internal sealed class LinkOracle(TimeProvider clock, int mostAsks, int mostCodes)
{
    private const int MostLinks = 4;
    private const int MostTries = 5;

    private readonly Dictionary<(string What, Address User, DateTime Day), int> _counts = [];
    private readonly Dictionary<(Address, Address), DateTimeOffset> _ended = [];

    public Dictionary<Address, LinkAccount> Accounts { get; } = [];

    public List<AskedLink> Asked { get; } = [];

    private DateTimeOffset Now => clock.GetUtcNow();

    /// <summary>The problem of asking, by the asker's own state alone; null for none.</summary>
    public string? WhyNotAsk(Address asker)
    {
        var own = Accounts[asker];
        if (!own.IsEnlisted || !own.OptedIn)
            return "not-opted-in";
        return own.Links.Count >= MostLinks ? "too-many-links" : Take("ask", asker, mostAsks) ? null : "too-fast";
    }

    /// <summary>Whether the asked account is told a code.</summary>
    public bool IsToldACode(Address asker, Address asked) => Take("code", asked, mostCodes) & MayBeAsked(asker, asked);

    /// <summary>Whether a code, entered by a user, confirms a link.</summary>
    public bool Confirm(AskedLink link, Address user, string code)
    {
        if (link.IsGone || user != link.Asker || link.Tries >= MostTries || Now >= link.At.AddMinutes(10))
            return false;
        link.Tries++;
        if (code != link.Code || !Accounts[link.Asker].TakesPart(link.AskerKey) || !Accounts[link.Asked].TakesPart(link.AskedKey) || !MayBeAsked(link.Asker, link.Asked) || HasEnded(link))
            return false;
        link.SignBy ??= Now.AddHours(24);
        return true;
    }

    /// <summary>What signing answers: a problem's code, "signed" or "made".</summary>
    public string Sign(AskedLink link, Address user, bool isRight)
    {
        if (link.IsGone || !link.IsOf(user) || link.SignBy is null || Now >= link.SignBy)
            return Accounts[user].IsEnlisted && Accounts[user].Links.ContainsValue(link.Id) ? "made" : "not-found";
        if (!isRight)
            return "signature-wrong";
        if (HasEnded(link) || !Accounts[link.Asker].TakesPart(link.AskerKey) || !Accounts[link.Asked].TakesPart(link.AskedKey))
            return "not-found";
        link.Signed.Add(user);
        if (!link.Signed.Contains(link.Other(user)))
            return "signed";
        foreach (var side in new[] { link.Asker, link.Asked })
        {
            if (Accounts[side].Links.Keys.Count(other => other != link.Other(side)) >= MostLinks)
                return "too-many-links";
        }

        Accounts[link.Asker].Links[link.Asked] = link.Id;
        Accounts[link.Asked].Links[link.Asker] = link.Id;
        link.IsGone = true;
        return "made";
    }

    public void End(Address one, Address other)
    {
        _ended[Pair(one, other)] = Now;
        Accounts[one].Links.Remove(other);
        if (Accounts.TryGetValue(other, out var account))
            account.Links.Remove(one);
    }

    /// <summary>The account leaves, or its key is another: its links end.</summary>
    public void EndAll(Address user)
    {
        foreach (var other in Accounts[user].Links.Keys.ToList())
            End(user, other);
    }

    public void Erase(Address user)
    {
        EndAll(user);
        var account = Accounts[user];
        (account.IsEnlisted, account.OptedIn) = (false, false);
        account.Blocked.Clear();
        foreach (var link in Asked.Where(link => link.IsOf(user)))
            link.IsGone = true;
    }

    /// <summary>A block by one account is one by all of the person's, but for the one that it is about.</summary>
    public void Block(Address user, Address other, bool isBlocked)
    {
        foreach (var account in Accounts[user].Links.Keys.Where(linked => linked != other).Append(user).Select(address => Accounts[address]))
        {
            if (isBlocked)
                account.Blocked.Add(other);
            else
                account.Blocked.Remove(other);
        }
    }

    private bool MayBeAsked(Address asker, Address asked) =>
        Accounts.TryGetValue(asked, out var account) && account.IsEnlisted && account.OptedIn && account.Links.Count < MostLinks && !account.Blocked.Contains(asker);

    private bool HasEnded(AskedLink link) => _ended.TryGetValue(Pair(link.Asker, link.Asked), out var at) && at >= link.At;

    private bool Take(string what, Address user, int most)
    {
        var key = (what, user, Now.UtcDateTime.Date);
        var count = _counts.GetValueOrDefault(key);
        _counts[key] = Math.Min(count + 1, most);
        return count < most;
    }

    private static (Address, Address) Pair(Address one, Address other) =>
        string.CompareOrdinal(one.ToString(), other.ToString()) < 0 ? (one, other) : (other, one);
}
