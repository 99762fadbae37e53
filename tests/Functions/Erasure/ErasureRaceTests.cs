using Relay.Functions.Contacts;
using Relay.Functions.Finding;
using Relay.Functions.People;
using Relay.Functions.Profiles;
using Relay.Functions.Tests.World;

namespace Relay.Functions.Tests.Erasure;

/// <summary>
/// An erasure, whatever the user had, wherever it is cut off and whatever happens at the same time: nothing is left that can be read with
/// the relay's keys, what is others' stays, and whoever is enlisted anew begins from nothing.
/// </summary>
public sealed class ErasureRaceTests
{
    private const int Interleavings = 25;

    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly Address Ana = ErasedTown.Ana;
    private static readonly Address Ben = ErasedTown.Ben;

    /// <summary>What happens at another instance while ana is erased.</summary>
    public static TheoryData<string> Others =>
        ["ask-for-a-link", "is-asked-for-a-link", "claim", "profile", "block", "grant", "request", "blocked", "end-link", "erase", "sweep"];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Erase_CutOffAnywhere_IsBroughtToItsEnd(bool bySweep) => CutOff.Everywhere(async place =>
    {
        var stores = place.Stores;
        var town = await ErasedTown.FillAsync(stores, new Random(place.At % 4));
        var (one, two) = (new PeopleProgram(stores), new PeopleProgram(stores));
        var before = (await one.FindAsync(Ana))!.ServiceId;

        await place.RunAsync(() => one.Erase.EraseAsync(Ana, None));
        stores.Clock.Advance(TimeSpan.FromMinutes(11));
        if (bySweep)
            await two.ErasureSweep.RunAsync(None);
        else
            Assert.NotNull(await two.Erase.EraseAsync(Ana, None));

        // Either nothing has happened, or all of it.
        if (bySweep && await two.FindAsync(Ana) is { } untouched)
        {
            Assert.Equal((before, null), (untouched.ServiceId, await two.Journal.FindAsync(Ana, None)));
            return;
        }

        await town.AssertGoneAsync(two, withEvents: true);
        await town.AssertOthersAsync(two);
        await ErasedTown.AssertBeginsAnewAsync(two, before);
    });

    [Theory]
    [MemberData(nameof(Others))]
    public void Erase_WhileSomethingElseHappens_LeavesNothing(string other) => Schedule.EachSeed(Interleavings, async (stores, seed) =>
    {
        var town = await ErasedTown.FillAsync(stores, new Random(seed));
        var (one, two) = (new PeopleProgram(stores), new PeopleProgram(stores));
        var before = (await one.FindAsync(Ana))!.ServiceId;

        var picture = await town.DeclareAsync(one, Ana);
        var erased = one.Erase.EraseAsync(Ana, None);
        var second = OtherAsync(two, other, picture);
        await Task.WhenAll(erased, second);

        await town.AssertGoneAsync(one, withEvents: false);
        await town.AssertOthersAsync(one);
        Assert.Equal((await one.Users.FindAsync(Ana.Partner, Ana.User, None))!.ErasedAt, await erased);
        if (second is Task<DateTimeOffset?> again)
            Assert.Equal(await erased, await again);
        await ErasedTown.AssertBeginsAnewAsync(two, before);
    });

    [Fact]
    public void Enlist_WhileTheErasureIsCutOff_IsNotErasedByItsEnd() => CutOff.Before(40, async place =>
    {
        var stores = place.Stores;
        await ErasedTown.FillAsync(stores, new Random(place.At));
        var (one, two) = (new PeopleProgram(stores), new PeopleProgram(stores));
        await place.RunAsync(() => one.Erase.EraseAsync(Ana, None));
        if (await two.FindAsync(Ana) is not null)
            return;

        stores.Clock.Advance(TimeSpan.FromSeconds(1));
        await two.SetAsync(Ana);
        var anew = (await two.FindAsync(Ana))!.ServiceId;
        stores.Clock.Advance(TimeSpan.FromHours(1));
        await two.ErasureSweep.RunAsync(None);

        Assert.Equal(anew, (await two.FindAsync(Ana))!.ServiceId);
    });

    private static Task OtherAsync(PeopleProgram program, string other, Guid picture) => other switch
    {
        "ask-for-a-link" => program.Asking.AskAsync(Ana, Ben, None),
        "is-asked-for-a-link" => program.Asking.AskAsync(Ben, Ana, None),
        "claim" => program.Identifiers.PutAsync(Ana, new Identifier(Identifier.Handle, "star"), ["*"], None),
        "block" => program.Blocks.BlockAsync(Ana, new OtherUser(Ben.Partner, Ben.User), None),
        "grant" => program.Grants.GrantAsync(Ana, Ben, None),
        "request" => program.Requests.AskAsync(Ana, Ben, None),
        "blocked" => program.Blocks.BlockAsync(Ben, new OtherUser(Ana.Partner, Ana.User), None),
        "end-link" => program.Ending.EndAsync(Ben, Ana, None),
        "erase" => program.Erase.EraseAsync(Ana, None),
        "sweep" => program.ErasureSweep.RunAsync(None),
        _ => program.Profiles.SetAsync(Ana, new ProfileSettings(new string('b', 64), new byte[81], null, picture), None),
    };
}
