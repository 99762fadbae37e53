using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Relay.Functions.People;

namespace Relay.Functions.Tests.People;

public sealed class UserChangesTests
{
    private static readonly Config Runs = Config.QuickThrowOnFailure.WithMaxTest(2_000);
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Merge_OfAnySettings_KeepsWhatOtherCallsHaveSet() => Check.One(Runs, Prop.ForAll(SamplePeople.Seeds, seed =>
    {
        var random = new Random(seed);
        var (present, settings) = (SamplePeople.Record(random), Settings(random));
        var next = UserChanges.Merge(present, settings, Now);
        return next.ServiceId == present.ServiceId
            && ReferenceEquals(next.Links, present.Links) && ReferenceEquals(next.Relations, present.Relations)
            && ReferenceEquals(next.Profile, present.Profile) && ReferenceEquals(next.Identifiers, present.Identifiers)
            && next.ErasedAt == present.ErasedAt
            && next.IdentityKey == (settings.IdentityKey ?? present.IdentityKey) && next.Terms == (settings.Terms ?? present.Terms)
            && (next.OptedIn, next.Territory, next.Inbox, next.Contact, next.CommonMailbox) == (settings.OptedIn, settings.Territory, settings.Inbox, settings.Contact, settings.CommonMailbox)
            && next.History.Take(present.History.Count).SequenceEqual(present.History);
    }));

    [Fact]
    public void Merge_OverAnErasureMark_BeginsAnewAndKeepsTheMark() => Check.One(Runs, Prop.ForAll(SamplePeople.Seeds, seed =>
    {
        var random = new Random(seed);
        var mark = SamplePeople.Record(random) with { IsEnlisted = false, ErasedAt = Now };
        var next = UserChanges.Merge(mark, Settings(random), Now.AddDays(1));
        return next.IsEnlisted && next.ErasedAt == Now && next.ServiceId != mark.ServiceId && next.Links.Count == 0 && next.Relations.Count == 0
            && next.Profile is null && next.Identifiers.Count == 0 && next.History[0].What == UserChanges.Enlisted;
    }));

    [Fact]
    public void Merge_OfTheSameSettingsAgain_ChangesNothing() => Check.One(Runs, Prop.ForAll(SamplePeople.Seeds, seed =>
    {
        var random = new Random(seed);
        var settings = Settings(random);
        var once = UserChanges.Merge(SamplePeople.Record(random), settings, Now);
        var twice = UserChanges.Merge(once, settings, Now.AddDays(1));
        return JsonSerializer.Serialize(once) == JsonSerializer.Serialize(twice);
    }));

    [Fact]
    public void History_AfterManyChanges_HasTheLatestInOrder()
    {
        var record = Enumerable.Range(0, 200).Aggregate(new UserRecord(true, [], []), (present, i) => UserChanges.With(present, "settings", Now.AddSeconds(i)));
        Assert.Equal(Enumerable.Range(150, UserChange.Most).Select(i => Now.AddSeconds(i)), record.History.Select(change => change.At));
    }

    [Theory]
    [InlineData("none", "")]
    [InlineData("in", "opted-in")]
    [InlineData("terms", "terms")]
    [InlineData("key", "identity-key")]
    [InlineData("partners", "settings")]
    [InlineData("territory", "settings")]
    [InlineData("inbox", "settings")]
    [InlineData("contact", "settings")]
    [InlineData("mailbox", "settings")]
    [InlineData("devices", "settings")]
    [InlineData("capabilities", "settings")]
    public void Merge_OfOneChange_IsOneWordOfHistory(string change, string expected)
    {
        var present = UserChanges.Merge(null, new UserRecord(false, ["home"], []) { IdentityKey = [5, 1], Terms = new UserTerms("1", Now) }, Now) with { History = [] };
        var settings = new UserRecord(false, ["home"], []);
        settings = change switch
        {
            "in" => settings with { OptedIn = true },
            "terms" => settings with { Terms = new UserTerms("2", Now) },
            "key" => settings with { IdentityKey = [5, 2] },
            "partners" => settings with { Partners = ["abroad"] },
            "territory" => settings with { Territory = "DE" },
            "inbox" => settings with { Inbox = InboxPreference.Combined },
            "contact" => settings with { Contact = ContactPolicy.OnRequest },
            "mailbox" => settings with { CommonMailbox = true },
            "devices" => settings with { Devices = [new UserDevice(1, 1)] },
            "capabilities" => settings with { Capabilities = [] },
            _ => settings,
        };

        Assert.Equal(expected, string.Join(' ', UserChanges.Merge(present, settings, Now).History.Select(entry => entry.What)));
    }

    [Fact]
    public void Merge_OfANewUser_IsEnlistedAndOptedInUnderItsTerms()
    {
        var record = UserChanges.Merge(null, new UserRecord(true, [], []) { Terms = new UserTerms("7", Now) }, Now);
        Assert.Equal([("enlisted", null), ("opted-in", "7"), ("terms", "7")], record.History.Select(change => (change.What, change.Detail)));
        Assert.NotEqual(Guid.Empty, record.ServiceId);
    }

    // What a call of the partner can set.
    private static UserRecord Settings(Random random) => SamplePeople.Record(random) with
    {
        ServiceId = Guid.Empty,
        Profile = null,
        Identifiers = [],
        History = [],
        Links = [],
        Relations = RelationSet.Empty,
        ErasedAt = null,
    };
}
