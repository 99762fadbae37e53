using Relay.Functions.People;
using Relay.Functions.Transparency;
using Relay.Signatures.Transparency;

namespace Relay.Functions.Tests.Transparency;

public sealed class KeyVersionsTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly byte[] Salt = [.. Enumerable.Repeat((byte)7, 32)];

    [Fact]
    public void Next_OfAUserWithoutKeysAndDevices_IsTheFirstVersion()
    {
        var state = Next(null, new UserRecord(false, [], []))!;
        Assert.Equal((1, Now, LogSample.Ana.User), (state.Version, state.At, state.Unlogged));
        Assert.Equal(Salt, state.Salt);
        Assert.Null(state.Previous);
        Assert.Null(state.Index);
    }

    [Fact]
    public void Next_OfTheMarkOfAnErasure_IsNone()
    {
        Assert.Null(Next(With(LogSample.Record(1)), new UserRecord(false, [], []) { IsEnlisted = false }));
        Assert.Equal(1, Next(new UserRecord(false, [], []) { IsEnlisted = false }, LogSample.Record(1))!.Version);
    }

    public static TheoryData<string, bool> Changes => new()
    {
        { "nothing", false },
        { "opt-out", false },
        { "order of devices", false },
        { "order of links", false },
        { "signature of a link", false },
        { "history", false },
        { "identity key", true },
        { "no identity key", true },
        { "service id", true },
        { "device", true },
        { "registration id", true },
        { "dropped device", true },
        { "link", true },
        { "dropped link", true },
        { "key of a link", true },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void Next_AfterAChange_IsANewVersionOnlyWhereKeysDevicesOrLinksDiffer(string change, bool isNew)
    {
        var links = new[] { LogSample.Link("a"), LogSample.Link("b") };
        var before = With(LogSample.Record(1, (1, 11), (2, 22)) with { Links = links });
        var next = before with
        {
            OptedIn = change != "opt-out",
            History = change == "history" ? [new UserChange(Now, "settings")] : [],
            ServiceId = change == "service id" ? Guid.NewGuid() : before.ServiceId,
            IdentityKey = change switch { "identity key" => [5, .. new byte[32]], "no identity key" => null, _ => before.IdentityKey },
            Devices = change switch
            {
                "order of devices" => [new(2, 22), new(1, 11)],
                "device" => [new(1, 11), new(2, 22), new(3, 33)],
                "registration id" => [new(1, 11), new(2, 23)],
                "dropped device" => [new(1, 11)],
                _ => [new(1, 11), new(2, 22)],
            },
            Links = change switch
            {
                "order of links" => [links[1], links[0]],
                "signature of a link" => [links[0] with { Signature = new byte[3] }, links[1]],
                "link" => [.. links, LogSample.Link("c")],
                "dropped link" => [links[0]],
                "key of a link" => [links[0] with { OtherIdentityKey = [5, .. Enumerable.Repeat((byte)9, 32)] }, links[1]],
                _ => links,
            },
        };

        var state = Next(before, next)!;

        Assert.Equal(isNew ? 2 : 1, state.Version);
        Assert.Equal(isNew ? before.KeyState!.Commitment : null, state.Previous);
        Assert.Equal(isNew, !state.Commitment.AsSpan().SequenceEqual(before.KeyState!.Commitment));
        Assert.Equal(before.KeyState.Salt, state.Salt);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4)]
    public void Links_HoweverManyThereAre_AreFourDifferentCommitments(int count)
    {
        var record = With(LogSample.Record(1) with { Links = [.. Enumerable.Range(0, count).Select(i => LogSample.Link($"linked-{i}"))] });
        var places = KeyVersions.LinksOf(LogSample.Ana, record, record.KeyState!);

        Assert.Equal(4, places.DistinctBy(place => Convert.ToHexString(place.Commitment)).Count());
        Assert.Equal(count, places.Count(place => place.Link is not null));
        // Nothing of a version tells what is in another.
        var later = KeyVersions.LinksOf(LogSample.Ana, record, record.KeyState! with { Version = 2 });
        Assert.Empty(places.Select(place => Convert.ToHexString(place.Commitment)).Intersect(later.Select(place => Convert.ToHexString(place.Commitment))));
        Assert.Empty(places.Select(place => Convert.ToHexString(place.Opening)).Intersect(later.Select(place => Convert.ToHexString(place.Opening))));
    }

    [Fact]
    public void Commitment_IsOpenedByItsOwnOpeningAlone()
    {
        var record = With(LogSample.Record(1, (1, 11)));
        var entry = KeyVersions.EntryOf(LogSample.Ana, record, record.KeyState!);
        Assert.Equal(record.KeyState!.Commitment, entry.Commitment(KeyOpenings.OfVersion(Salt, 1)));
        Assert.NotEqual(record.KeyState.Commitment, entry.Commitment(KeyOpenings.OfVersion(Salt, 2)));
    }

    private static UserRecord With(UserRecord record) => record with { KeyState = Next(null, record) };

    private static KeyState? Next(UserRecord? before, UserRecord next) => KeyVersions.Next(LogSample.Ana, before, next, Now, () => [.. Salt]);
}
