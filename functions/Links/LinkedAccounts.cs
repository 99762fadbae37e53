using Relay.Functions.People;

namespace Relay.Functions.Links;

/// <summary>The other accounts of the person who has an account.</summary>
public static class LinkedAccounts
{
    /// <summary>The accounts that a user has linked, as the user's own record says it.</summary>
    public static IEnumerable<Address> Of(UserRecord record) => record.Links.Select(link => link.Other);

    /// <summary>Whether two records say the same of one link: both accounts are there, and each names the other under the same id.</summary>
    public static bool AreLinked(Address one, UserRecord? oneRecord, Address two, UserRecord? twoRecord) =>
        oneRecord is { IsEnlisted: true } && twoRecord is { IsEnlisted: true }
        && oneRecord.LinkTo(two) is { } there && twoRecord.LinkTo(one) is { } back && there.Id == back.Id;
}
