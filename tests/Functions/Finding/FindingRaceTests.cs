using Relay.Functions.Finding;
using Relay.Functions.Limits;
using Relay.Functions.People;
using Relay.Functions.Tests.World;

namespace Relay.Functions.Tests.Finding;

/// <summary>Claims when two instances work at once, and when a call is cut off: a row is in the table if and only if its user's record names it.</summary>
public sealed class FindingRaceTests
{
    private const int Interleavings = 60;

    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly Address Ana = new("home", "ana");
    private static readonly Address Ben = new("abroad", "ben");
    private static readonly Address Bea = new("abroad", "bea");
    private static readonly Identifier First = new(Identifier.Number, "+4915112345678");
    private static readonly Identifier Second = new(Identifier.Number, "+4915100000000");
    private static readonly string[] Everybody = [UserRecord.AllPartners];

    /// <summary>What happens while ben claims the first number.</summary>
    public static TheoryData<string> Others => ["same", "another-number", "another-user", "remove", "opt-out", "erase"];

    /// <summary>Calls of which each is cut off at every place.</summary>
    public static TheoryData<string> Cuttable => ["put", "replace", "take-over", "remove", "opt-out", "erase"];

    [Theory]
    [MemberData(nameof(Others))]
    public void Claim_WhileSomethingElseHappens_LeavesRowsAndRecordsThatAgree(string other)
    {
        Schedule.EachSeed(Interleavings, async (stores, seed) =>
        {
            await StartAsync(stores);
            var (one, two) = (new PeopleProgram(stores), new PeopleProgram(stores));
            await Task.WhenAll(one.Identifiers.PutAsync(Ben, First, Everybody, None), other switch
            {
                "same" => two.Identifiers.PutAsync(Ben, First, ["home"], None),
                "another-number" => two.Identifiers.PutAsync(Ben, Second, Everybody, None),
                "another-user" => two.Identifiers.PutAsync(Bea, First, Everybody, None),
                "remove" => two.Identifiers.RemoveAsync(Ben, Identifier.Number, None),
                "opt-out" => two.SetAsync(Ben, settings => settings with { OptedIn = false }),
                _ => two.Erase.EraseAsync(Ben, None),
            });

            var rows = await AgreeAsync(one, seed);
            if (other != "remove")
                Assert.True(rows == (other is "opt-out" or "erase" ? 0 : 1), $"seed {seed}: {rows} rows");
        });
    }

    [Fact]
    public void Budgets_TakenAtOnce_AreNeverExceededAndUsedUp()
    {
        Schedule.EachSeed(Interleavings / 4, async (stores, _) =>
        {
            await StartAsync(stores);
            var limits = new LimitsOptions { UserFindsDaily = 5, PartnerFindsDaily = 7 };
            PeopleProgram[] programs = [new(stores, limits), new(stores, limits)];
            var eva = new Address(Ana.Partner, "eva");
            await programs[0].SetAsync(eva);

            var answers = await Task.WhenAll(Enumerable.Range(0, 14).Select(i => programs[i % 2].Finder.FindAsync(i % 3 == 0 ? eva : Ana, First, None)));

            Assert.Equal(7, answers.Count(answer => answer.Answer is not null));
        });
    }

    [Theory]
    [MemberData(nameof(Cuttable))]
    public void Call_CutOffAnywhere_IsCompletedByTheSameCall(string call) => CutOff.Everywhere(async place =>
    {
        var stores = place.Stores;
        await StartAsync(stores);
        var program = new PeopleProgram(stores);
        if (call != "put")
            await program.Identifiers.PutAsync(call == "take-over" ? Bea : Ben, First, Everybody, None);

        await place.RunAsync(() => CallAsync(program, call));
        await CallAsync(new PeopleProgram(stores), call);
        Assert.Equal(call is "put" or "replace" or "take-over" ? 1 : 0, await AgreeAsync(program, place.At));
        if (call == "take-over")
            Assert.Single((await program.FindAsync(Ben))!.Identifiers);
    });

    private static Task CallAsync(PeopleProgram program, string call) => call switch
    {
        "replace" => program.Identifiers.PutAsync(Ben, Second, Everybody, None),
        "remove" => program.Identifiers.RemoveAsync(Ben, Identifier.Number, None),
        "opt-out" => program.SetAsync(Ben, settings => settings with { OptedIn = false }),
        "erase" => program.Erase.EraseAsync(Ben, None),
        _ => program.Identifiers.PutAsync(Ben, First, Everybody, None),
    };

    // How many rows there are; each is named by its user's record, and each that a record names is there.
    private static async Task<int> AgreeAsync(PeopleProgram program, int seed)
    {
        var rows = new List<(Address User, string Row)>();
        foreach (var value in new[] { First, Second })
        {
            var row = program.Finding.RowOf(value);
            rows.AddRange((await program.Finding.ReadAsync(row, None)).Select(claim => (claim.Address, row)));
        }

        var named = new List<(Address User, string Row)>();
        foreach (var user in new[] { Ben, Bea })
            named.AddRange(((await program.FindAsync(user))?.Identifiers ?? []).Select(entry => (user, entry.Row)));
        Assert.True(rows.ToHashSet().SetEquals(named), $"seed {seed}: rows of {string.Join(", ", rows)}; records name {string.Join(", ", named)}");
        return rows.Count;
    }

    private static async Task StartAsync(PeopleStores stores)
    {
        await stores.OpenAsync();
        var program = new PeopleProgram(stores);
        foreach (var user in new[] { Ana, Ben, Bea })
            await program.SetAsync(user);
    }
}
