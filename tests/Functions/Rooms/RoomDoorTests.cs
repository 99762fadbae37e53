using Relay.Functions.Rooms;
using Relay.Functions.Tests.Links;

namespace Relay.Functions.Tests.Rooms;

/// <summary>One commit for each epoch of a group, whoever comes first.</summary>
public sealed class RoomDoorTests
{
    private const string Room = "AB0123";

    private readonly ManualClock _clock = new();
    private readonly RoomStore _store;
    private readonly RoomDoor _door;

    public RoomDoorTests()
    {
        _store = new RoomStore(new MemoryTable());
        _door = new RoomDoor(_store, _clock);
    }

    [Fact]
    public async Task Enter_FirstCommit_MakesTheRoomAndTakesItsEpoch()
    {
        var entry = await EnterAsync(Commit(7, 1));

        Assert.Equal((RoomVerdict.Open, null), (entry.Verdict, entry.Before));
        var room = await FindAsync();
        Assert.Equal((8UL, false), (room.Epoch, room.IsComplete));
        Assert.Equal(["one"], room.Partners);

        await _door.CompleteAsync(Commit(7, 1), ["two", "three"], default);
        Assert.True((await FindAsync()).IsComplete);
        Assert.Equal(["one", "two", "three"], (await FindAsync()).Partners);
    }

    [Fact]
    public async Task Enter_AnotherCommitOfTheSameEpoch_IsStale()
    {
        await CommitAsync(Commit(7, 1), "two");

        var entry = await EnterAsync(Commit(7, 2, "two"));

        Assert.Equal((RoomVerdict.Stale, 8UL), (entry.Verdict, entry.Room!.Epoch));
        Assert.Equal(RoomVerdict.Stale, (await EnterAsync(Commit(9, 3))).Verdict);
        Assert.Equal(RoomVerdict.Open, (await EnterAsync(Commit(8, 4, "two"))).Verdict);
    }

    [Fact]
    public async Task Enter_TheSameCommitAgain_MayGoOnWheneverItIsTheLast()
    {
        var first = await EnterAsync(Commit(7, 1));
        Assert.False(first.IsRepeated);

        var again = await EnterAsync(Commit(7, 1));
        Assert.Equal((RoomVerdict.Open, true), (again.Verdict, again.IsRepeated));
        await _door.CompleteAsync(Commit(7, 1), ["two"], default);
        Assert.True((await EnterAsync(Commit(7, 1, "two"))).IsRepeated);
        Assert.Equal(8UL, (await FindAsync()).Epoch);
    }

    [Fact]
    public async Task Enter_WhileACommitIsIncomplete_LetsNothingOfTheNextEpochIn()
    {
        await CommitAsync(Commit(6, 9), "two");
        await EnterAsync(Commit(7, 1));

        Assert.Equal(RoomVerdict.TooEarly, (await EnterAsync(Commit(8, 2, "two"))).Verdict);
        Assert.Equal(RoomVerdict.Stale, (await EnterAsync(Commit(7, 2, "two"))).Verdict);
        Assert.Equal(RoomVerdict.TooEarly, (await EnterAsync(Message(8))).Verdict);
        Assert.Equal(RoomVerdict.TooEarly, (await EnterAsync(Message(12))).Verdict);
        Assert.Equal(RoomVerdict.Open, (await EnterAsync(Message(7))).Verdict);

        await _door.CompleteAsync(Commit(7, 1), [], default);
        Assert.Equal(RoomVerdict.Open, (await EnterAsync(Message(8))).Verdict);
        Assert.Equal(RoomVerdict.Open, (await EnterAsync(Commit(8, 2, "two"))).Verdict);
    }

    [Fact]
    public async Task Enter_CommitOfAPartnerThatTakesNoPart_IsAStrangers()
    {
        await CommitAsync(Commit(7, 1), "two");

        Assert.Equal(RoomVerdict.Stranger, (await EnterAsync(Commit(8, 2, "three"))).Verdict);
        Assert.Equal(RoomVerdict.Stranger, (await EnterAsync(Commit(7, 1, "three"))).Verdict);
        Assert.Equal(RoomVerdict.Open, (await EnterAsync(Message(8, "three"))).Verdict);
        await _door.NoteAsync(Message(99, "three"), ["four"], default);
        Assert.Equal((8UL, 2), ((await FindAsync()).Epoch, (await FindAsync()).Partners.Count));

        // Whom a partner of the room writes to takes part.
        await _door.NoteAsync(Message(8, "two"), ["three"], default);
        Assert.Equal(RoomVerdict.Open, (await EnterAsync(Commit(8, 2, "three"))).Verdict);
    }

    [Fact]
    public async Task Note_FirstMessage_MakesTheRoomWithItsEpoch()
    {
        Assert.Null((await EnterAsync(Message(5))).Room);
        await _door.NoteAsync(Message(5), ["two"], default);

        Assert.Equal((5UL, true), ((await FindAsync()).Epoch, (await FindAsync()).IsComplete));
        Assert.Equal(RoomVerdict.Stale, (await EnterAsync(Commit(4, 1, "two"))).Verdict);
        Assert.Equal(RoomVerdict.Open, (await EnterAsync(Commit(5, 1, "two"))).Verdict);
    }

    [Fact]
    public async Task Note_NothingNew_WritesNothing_AndALaterEpochMovesTheRoom()
    {
        await _door.NoteAsync(Message(5), ["two"], default);
        var before = await FindAsync();
        await _door.NoteAsync(Message(5, "two"), ["one"], default);
        await _door.NoteAsync(Message(3), ["two"], default);
        Assert.Equal(before.ETag, (await FindAsync()).ETag);

        await _door.NoteAsync(Message(7), ["two"], default);
        Assert.Equal(7UL, (await FindAsync()).Epoch);
    }

    [Fact]
    public async Task GiveBack_CommitOfWhichNothingWasQueued_LeavesTheEpochToOthers()
    {
        var first = Commit(7, 1);
        await _door.GiveBackAsync(first, await EnterAsync(first), default);
        Assert.Null(await _store.FindAsync(Room, default));

        await CommitAsync(first, "two");
        var second = Commit(8, 2);
        await _door.GiveBackAsync(second, await EnterAsync(second), default);
        var room = await FindAsync();
        Assert.Equal((8UL, true), (room.Epoch, room.IsComplete));
        Assert.True(room.IsLast(first.Commit.Span));
    }

    [Fact]
    public async Task Enter_ManyAtOnce_TakesOneOfEachEpoch()
    {
        await _door.NoteAsync(Message(0), ["two", "three", "four"], default);
        string[] partners = ["one", "two", "three", "four"];
        for (ulong epoch = 0; epoch < 50; epoch++)
        {
            var commits = partners.Select((partner, i) => Commit(epoch, (byte)((4 * epoch) + (ulong)i + 1), partner)).ToArray();
            var entries = await Task.WhenAll(commits.Select(commit => Task.Run(() => new RoomDoor(_store, _clock).EnterAsync(commit, default))));

            var taken = Assert.Single(Enumerable.Range(0, 4), i => entries[i].Verdict == RoomVerdict.Open);
            Assert.All(entries.Where((_, i) => i != taken), entry => Assert.Equal(RoomVerdict.Stale, entry.Verdict));
            await _door.CompleteAsync(commits[taken], [], default);
        }

        Assert.Equal(50UL, (await FindAsync()).Epoch);
    }

    [Fact]
    public void Names_OfGroups_AreKeyedAndChooseALane()
    {
        var names = new RoomNames(new Functions.People.AddressKeys(Microsoft.Extensions.Options.Options.Create(
            new Functions.Hosting.RelayOptions { AddressKey = Convert.ToBase64String(new byte[32]) })));
        var row = names.RowOf("group-1"u8);
        Assert.Matches("^[0-9A-F]{64}$", row);
        Assert.NotEqual(row, names.RowOf("group-2"u8));
        Assert.Equal(RoomNames.LaneHashOf(row), RoomNames.LaneHashOf(names.RowOf("group-1"u8)));
    }

    private static RoomMessage Commit(ulong epoch, byte digest, string partner = "one") => new(Room, epoch, Enumerable.Repeat(digest, 32).ToArray(), partner);

    private static RoomMessage Message(ulong epoch, string partner = "one") => new(Room, epoch, default, partner);

    private Task<RoomEntry> EnterAsync(RoomMessage message) => _door.EnterAsync(message, default);

    private async Task CommitAsync(RoomMessage commit, params string[] partners)
    {
        Assert.Equal(RoomVerdict.Open, (await EnterAsync(commit)).Verdict);
        await _door.CompleteAsync(commit, partners, default);
    }

    private async Task<MlsRoom> FindAsync() => (await _store.FindAsync(Room, default))!;
}
