namespace Relay.Functions.People;

/// <summary>The history of a user's record: what a change of settings was.</summary>
internal static class UserChanges
{
    public const string Enlisted = "enlisted";
    public const string OptedIn = "opted-in";
    public const string OptedOut = "opted-out";
    public const string Terms = "terms";
    public const string Settings = "settings";
    public const string IdentityKey = "identity-key";

    /// <summary>The new settings over what other calls have set, with the history of both.</summary>
    public static UserRecord Merge(UserRecord? present, UserRecord settings, DateTimeOffset now)
    {
        var known = present is { IsEnlisted: true } ? present : null;
        var next = settings with
        {
            ServiceId = known?.ServiceId ?? Guid.NewGuid(),
            Terms = settings.Terms ?? known?.Terms,
            IdentityKey = settings.IdentityKey ?? known?.IdentityKey,
            Profile = known?.Profile,
            Business = known?.Business,
            Identifiers = known?.Identifiers ?? [],
            Links = known?.Links ?? [],
            Relations = known?.Relations ?? RelationSet.Empty,
            History = known?.History ?? [],
            ErasedAt = present?.ErasedAt,
        };
        return Told(known, next, now);
    }

    /// <summary>With a device that has published keys under an identity key; the very same record when it has both already.</summary>
    public static UserRecord WithDevice(UserRecord present, UserDevice device, byte[] identityKey, DateTimeOffset now)
    {
        if (present.Devices.Contains(device) && present.IdentityKey.AsSpan().SequenceEqual(identityKey))
            return present;
        var next = present with
        {
            Devices = [.. present.Devices.Where(other => other.Device != device.Device), device],
            IdentityKey = identityKey,
        };
        return Told(present, next, now);
    }

    /// <summary>Without a device; the very same record when it has none of that number.</summary>
    public static UserRecord WithoutDevice(UserRecord present, int device, DateTimeOffset now) => present.Devices.Any(other => other.Device == device)
        ? Told(present, present with { Devices = [.. present.Devices.Where(other => other.Device != device)] }, now)
        : present;

    /// <summary>With one change more in its history.</summary>
    public static UserRecord With(UserRecord record, string what, DateTimeOffset at, string? detail = null) =>
        record with { History = [.. record.History.TakeLast(UserChange.Most - 1), new UserChange(at, what, detail)] };

    private static UserRecord Told(UserRecord? before, UserRecord after, DateTimeOffset now) =>
        Between(before, after).Aggregate(after, (record, change) => With(record, change.What, now, change.Detail));

    private static IEnumerable<(string What, string? Detail)> Between(UserRecord? before, UserRecord after)
    {
        if (before is null)
            yield return (Enlisted, null);
        if ((before?.OptedIn ?? false) != after.OptedIn)
            yield return (after.OptedIn ? OptedIn : OptedOut, after.Terms?.Version);
        if (after.Terms is not null && before?.Terms?.Version != after.Terms.Version)
            yield return (Terms, after.Terms.Version);
        if (before?.IdentityKey is { } key && !key.AsSpan().SequenceEqual(after.IdentityKey))
            yield return (IdentityKey, null);
        if (before is not null && !SameChoices(before, after))
            yield return (Settings, null);
    }

    private static bool SameChoices(UserRecord before, UserRecord after) =>
        before.Partners.SequenceEqual(after.Partners)
        && before.Devices.SequenceEqual(after.Devices)
        && (before.Capabilities ?? UserCapabilities.All).SequenceEqual(after.Capabilities ?? UserCapabilities.All)
        && (before.Territory, before.Inbox, before.Contact, before.CommonMailbox) == (after.Territory, after.Inbox, after.Contact, after.CommonMailbox);
}
