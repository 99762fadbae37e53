using Relay.Functions.Limits;
using Relay.Functions.Links;
using Relay.Functions.People;
using Relay.Functions.Tests.World;

namespace Relay.Functions.Tests.Links;

/// <summary>Links when two instances work at once, in any order of their calls at the stores, and when a call is cut off between two of them.</summary>
public sealed class LinkRaceTests
{
    private const int Interleavings = 60;

    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly Address Ana = new("home", "ana");
    private static readonly Address Ben = new("abroad", "ben");

    /// <summary>What may come between the signatures.</summary>
    public static TheoryData<string> Others =>
        ["nothing", "end-by-asker", "end-by-asked", "out-asker", "out-asked", "key-asker", "key-asked", "erase-asker", "erase-asked"];

    /// <summary>Calls of which each is cut off at every place.</summary>
    public static TheoryData<string> Cuttable => ["sign", "end", "key", "ask", "erase"];

    [Theory]
    [MemberData(nameof(Others))]
    public void Signatures_WhileSomethingElseHappens_LeaveAWholeLinkOrNone(string other)
    {
        var linked = 0;
        Schedule.EachSeed(Interleavings, async (stores, seed) =>
        {
            await StartAsync(stores);
            var (one, two) = (new PeopleProgram(stores), new PeopleProgram(stores));
            var link = await one.ConfirmedAsync(Ana, Ben);
            stores.Clock.Advance(TimeSpan.FromSeconds(1));

            await Task.WhenAll(SignAsync(one, Ana, Ben, link), SignAsync(two, Ben, Ana, link), OtherAsync(two, other));

            // Signed again, by whoever has lost the race for the row.
            await SignAsync(one, Ana, Ben, link);
            linked += await IsWholeAsync(one, seed) ? 1 : 0;
            if (other != "nothing")
                Assert.False(await IsWholeAsync(one, seed), $"seed {seed}");
        });

        Assert.Equal(other == "nothing" ? Interleavings : 0, linked);
    }

    [Fact]
    public void Codes_TriedAtOnce_AreFiveAtMost()
    {
        Schedule.EachSeed(Interleavings, async (stores, _) =>
        {
            await StartAsync(stores);
            PeopleProgram[] programs = [new(stores), new(stores)];
            var link = (await programs[0].Asking.AskAsync(Ana, Ben, None)).Asked!.Link;
            var code = programs[0].CodeOf(link)!;
            var wrong = code == "00000000" ? "00000001" : "00000000";

            var answers = await Task.WhenAll(Enumerable.Range(0, 9).Select(i => programs[i % 2].Confirming.ConfirmAsync(Ana, link, i == 8 ? code : wrong, None)));

            Assert.Equal(5, (await programs[0].LinkStore.FindAsync(link, None))!.Tries);
            Assert.InRange(answers.Count(answer => answer.Confirmed is not null), 0, 1);
        });
    }

    [Fact]
    public void Budgets_TakenAtOnce_AreNeverExceededAndUsedUp()
    {
        Schedule.EachSeed(Interleavings / 3, async (stores, _) =>
        {
            await StartAsync(stores);
            var limits = new LimitsOptions { UserLinkAsks = 4, UserLinkCodes = 6 };
            PeopleProgram[] programs = [new(stores, limits), new(stores, limits)];
            Address[] askers = [Ana, new("home", "eva"), new("third", "cem")];
            foreach (var asker in askers)
                await programs[0].SetAsync(asker);

            var answers = await Task.WhenAll(Enumerable.Range(0, 18).Select(i => programs[i % 2].Asking.AskAsync(askers[i % 3], Ben, None)));

            Assert.Equal(12, answers.Count(answer => answer.Problem is null));
            Assert.All(answers, answer => Assert.Equal(answer.Asked is null, answer.Problem is { Code: "too-fast", Limit: 4 }));
            Assert.Equal(6, programs[0].Told("link.code").Count);
        });
    }

    [Theory]
    [MemberData(nameof(Cuttable))]
    public void Call_CutOffAnywhere_IsCompletedByTheSameCall(string call) => CutOff.Everywhere(async place =>
    {
        var stores = place.Stores;
        await StartAsync(stores);
        var program = new PeopleProgram(stores);
        var link = call == "ask" ? default : await program.ConfirmedAsync(Ana, Ben);
        if (call != "ask")
            await SignAsync(program, Ana, Ben, link);
        if (call is not ("ask" or "sign"))
            await SignAsync(program, Ben, Ana, link);
        stores.Clock.Advance(TimeSpan.FromSeconds(1));

        await place.RunAsync(() => CallAsync(program, call, link));
        stores.Clock.Advance(TimeSpan.FromSeconds(1));
        await CallAsync(new PeopleProgram(stores), call, link);

        Assert.Equal(call == "sign", await IsWholeAsync(program, place.At));
        if (call == "ask")
            Assert.NotEmpty(program.Told("link.code"));
    });

    private static Task CallAsync(PeopleProgram program, string call, Guid link) => call switch
    {
        "sign" => SignAsync(program, Ben, Ana, link),
        "end" => program.Ending.EndAsync(Ben, Ana, None),
        "key" => program.SetAsync(Ben, key: 1),
        "erase" => program.Erase.EraseAsync(Ben, None),
        _ => program.Asking.AskAsync(Ana, Ben, None),
    };

    private static Task OtherAsync(PeopleProgram program, string other)
    {
        var user = other.EndsWith("asker", StringComparison.Ordinal) ? Ana : Ben;
        return other.Split('-')[0] switch
        {
            "end" => program.Ending.EndAsync(user, user == Ana ? Ben : Ana, None),
            "out" => program.SetAsync(user, settings => settings with { OptedIn = false }),
            "key" => program.SetAsync(user, key: 1),
            "erase" => program.Erase.EraseAsync(user, None),
            _ => Task.CompletedTask,
        };
    }

    private static Task SignAsync(PeopleProgram program, Address user, Address other, Guid link) =>
        program.SignAsync(user, 0, other, program.Stores.Identity(other, 0).PublicKey, link);

    // Fails where one side says so and the other does not.
    private static async Task<bool> IsWholeAsync(PeopleProgram program, int seed)
    {
        var (ana, ben) = (await program.FindAsync(Ana), await program.FindAsync(Ben));
        var (there, back) = (ana?.LinkTo(Ben), ben?.LinkTo(Ana));
        Assert.True(there?.Id == back?.Id, $"seed {seed}: {(there is null ? "ben" : "ana")} has half a link");
        return there is not null && LinkedAccounts.AreLinked(Ana, ana, Ben, ben);
    }

    private static async Task StartAsync(PeopleStores stores)
    {
        await stores.OpenAsync();
        var program = new PeopleProgram(stores);
        await program.SetAsync(Ana);
        await program.SetAsync(Ben);
    }
}
