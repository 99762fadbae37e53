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
    public void Erase_CutOffAnywhere_IsBroughtToItsEnd(bool bySweep)
    {
        for (var at = 1; CutOff(at, isAfter: false, bySweep) & CutOff(at, isAfter: true, bySweep); at++)
        {
        }
    }

    [Theory]
    [MemberData(nameof(Others))]
    public void Erase_WhileSomethingElseHappens_LeavesNothing(string other)
    {
        for (var seed = 0; seed < Interleavings; seed++)
        {
            Schedule.Run(seed, async () =>
            {
                using var stores = new PeopleStores();
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
        }
    }

    [Fact]
    public void Enlist_WhileTheErasureIsCutOff_IsNotErasedByItsEnd()
    {
        for (var at = 1; at <= 40; at++)
        {
            Schedule.Run(at, async () =>
            {
                using var stores = new PeopleStores();
                await ErasedTown.FillAsync(stores, new Random(at));
                var (one, two) = (new PeopleProgram(stores), new PeopleProgram(stores));
                stores.Calls.Cut(at, isAfter: false);
                await CutAsync(() => one.Erase.EraseAsync(Ana, None));
                stores.Calls.Reset();
                if (await two.FindAsync(Ana) is not null)
                    return;

                stores.Clock.Advance(TimeSpan.FromSeconds(1));
                await two.SetAsync(Ana);
                var anew = (await two.FindAsync(Ana))!.ServiceId;
                stores.Clock.Advance(TimeSpan.FromHours(1));
                await two.ErasureSweep.RunAsync(None);

                Assert.Equal(anew, (await two.FindAsync(Ana))!.ServiceId);
            });
        }
    }

    // False when the erasure makes fewer calls at the stores.
    private static bool CutOff(int at, bool isAfter, bool bySweep)
    {
        var isCut = false;
        Schedule.Run(at, async () =>
        {
            using var stores = new PeopleStores();
            var town = await ErasedTown.FillAsync(stores, new Random(at % 4));
            var (one, two) = (new PeopleProgram(stores), new PeopleProgram(stores));
            var before = (await one.FindAsync(Ana))!.ServiceId;

            stores.Calls.Cut(at, isAfter);
            isCut = await CutAsync(() => one.Erase.EraseAsync(Ana, None));
            stores.Calls.Reset();
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
        return isCut;
    }

    private static async Task<bool> CutAsync(Func<Task> call)
    {
        try
        {
            await call();
            return false;
        }
        catch (Azure.RequestFailedException cut) when (cut.Status == 503)
        {
            return true;
        }
    }

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
