using Relay.Functions.Contacts;
using Relay.Functions.Hosting;
using Relay.Functions.Limits;
using Relay.Functions.People;
using Relay.Functions.Tests.World;

namespace Relay.Functions.Tests.Contacts;

/// <summary>Requests, grants and blocks when two instances work at once, and when a call is cut off between two calls at the stores.</summary>
public sealed class ContactRaceTests
{
    private const int Interleavings = 40;

    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly Address Ana = new("home", "ana");
    private static readonly Address Ben = new("abroad", "ben");
    private static readonly Address Bea = new("third", "bea");

    /// <summary>Calls of which each is cut off at every place.</summary>
    public static TheoryData<string> Cuttable => ["ask", "cancel", "grant", "revoke", "block", "unblock"];

    [Fact]
    public void Changes_OfOneUserAtOnce_AreAllKept() => EachSeed(async stores =>
    {
        PeopleProgram[] programs = [new(stores), new(stores)];
        Address[] others = [.. Enumerable.Range(0, 12).Select(i => new Address("home", $"user-{i}"))];

        await Task.WhenAll(others.Select((other, i) => (i % 3) switch
        {
            0 => programs[i % 2].Blocks.BlockAsync(Ben, new OtherUser(other.Partner, other.User), None),
            1 => programs[i % 2].Grants.GrantAsync(Ben, other, None),
            _ => (Task)programs[i % 2].SetAsync(Ben, settings => settings with { Contact = ContactPolicy.OnRequest, Territory = "DE" }),
        }));

        var record = (await programs[0].FindAsync(Ben))!;
        Assert.Equal((4, 4, "DE"), (record.Relations.CountOf(RelationKind.BlockedUser), record.Relations.CountOf(RelationKind.Granted), record.Territory));
    });

    [Fact]
    public void BlockAndGrantAtOnce_LeaveNothingThatPasses() => EachSeed(async stores =>
    {
        var (one, two) = (new PeopleProgram(stores), new PeopleProgram(stores));
        await Task.WhenAll(
            one.Blocks.BlockAsync(Ben, new OtherUser(Ana.Partner, Ana.User), None),
            two.Grants.GrantAsync(Ben, Ana, None),
            two.Requests.AskAsync(Ana, Ben, None));

        Assert.False(await one.Reachability.MayWriteAsync(Ana, Ben));
        Assert.False(await two.Reachability.MayWriteAsync(Ana, Ben));
        Assert.False((await one.FindAsync(Ben))!.Relations.Has(RelationKind.Asked, stores.Keys.Relation(Ben, Ana)));
    });

    [Fact]
    public void RequestAndGrantAtOnce_LeaveAGrantAndNoRequest() => EachSeed(async stores =>
    {
        var (one, two) = (new PeopleProgram(stores), new PeopleProgram(stores));
        await Task.WhenAll(one.Requests.AskAsync(Ana, Ben, None), two.Grants.GrantAsync(Ben, Ana, None), one.Requests.AskAsync(Ana, Ben, None));

        var record = (await one.FindAsync(Ben))!;
        Assert.Equal((1, 0), (record.Relations.CountOf(RelationKind.Granted), record.Relations.CountOf(RelationKind.Asked)));
        Assert.True(await one.Reachability.MayWriteAsync(Ana, Ben));
    });

    [Fact]
    public void Budgets_TakenAtOnce_AreNeverExceededAndUsedUp() => EachSeed(async stores =>
    {
        var limits = new LimitsOptions { UserContactsDaily = 4, PartnerContactsDaily = 6 };
        PeopleProgram[] programs = [new(stores, limits), new(stores, limits)];
        var eva = new Address(Ana.Partner, "eva");
        await programs[0].SetAsync(eva);

        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => programs[i % 2].Requests.AskAsync(i % 3 == 0 ? eva : Ana, new Address("abroad", $"user-{i}"), None)));

        Assert.Equal(6, answers.Count(problem => problem is null));
        Assert.All(answers.OfType<Problem>(), problem => Assert.Equal((429, "too-fast"), (problem.Status, problem.Code)));
    });

    [Theory]
    [MemberData(nameof(Cuttable))]
    public void Call_CutOffAnywhere_IsCompletedByTheSameCall(string call) => CutOff.Everywhere(async place =>
    {
        var stores = place.Stores;
        await StartAsync(stores);
        var program = new PeopleProgram(stores);
        await program.LinkAsync(Ben, Bea);
        await PrepareAsync(program, call);

        await place.RunAsync(() => CallAsync(program, call));
        var other = new PeopleProgram(stores);
        await CallAsync(other, call);
        await AssertDoneAsync(other, call);
    });

    private static async Task PrepareAsync(PeopleProgram program, string call)
    {
        if (call is "cancel" or "grant")
            await program.Requests.AskAsync(Ana, Ben, None);
        if (call is "revoke")
            await program.Grants.GrantAsync(Ben, Ana, None);
        if (call is "unblock")
            await program.Blocks.BlockAsync(Ben, new OtherUser(Ana.Partner, Ana.User), None);
    }

    private static Task CallAsync(PeopleProgram program, string call) => call switch
    {
        "ask" => program.Requests.AskAsync(Ana, Ben, None),
        "cancel" => program.Requests.CancelAsync(Ana, Ben, None),
        "grant" => program.Grants.GrantAsync(Ben, Ana, None),
        "revoke" => program.Grants.RevokeAsync(Ben, Ana, None),
        "block" => program.Blocks.BlockAsync(Ben, new OtherUser(Ana.Partner, Ana.User), None),
        _ => program.Blocks.UnblockAsync(Ben, new OtherUser(Ana.Partner, Ana.User), None),
    };

    // What is stored, and that whoever is to be told has been told, at least once.
    private static async Task AssertDoneAsync(PeopleProgram program, string call)
    {
        var (kind, isThere, told) = call switch
        {
            "ask" => (RelationKind.Asked, true, "contact.request"),
            "cancel" => (RelationKind.Asked, false, "contact.cancelled"),
            "grant" => (RelationKind.Granted, true, "contact.granted"),
            "revoke" => (RelationKind.Granted, false, null),
            _ => (RelationKind.BlockedUser, call == "block", "block.changed"),
        };
        foreach (var user in kind == RelationKind.BlockedUser ? [Ben, Bea] : new[] { Ben })
            Assert.Equal(isThere, (await program.FindAsync(user))!.Relations.Has(kind, program.Stores.Keys.Relation(user, Ana)));
        if (told is not null)
            Assert.NotEmpty(program.Told(told));
        if (call is "block" or "unblock")
            Assert.Contains(program.Told(told!), facts => facts["user"] == Bea.User && facts["other"] == Ana.User && facts["blocked"] == (call == "block" ? "true" : "false"));
    }

    private static void EachSeed(Func<PeopleStores, Task> run) => Schedule.EachSeed(Interleavings, async (stores, _) =>
    {
        await StartAsync(stores);
        await run(stores);
    });

    private static async Task StartAsync(PeopleStores stores)
    {
        await stores.OpenAsync();
        var program = new PeopleProgram(stores);
        await program.SetAsync(Ana);
        await program.SetAsync(Ben, settings => settings with { Contact = ContactPolicy.OnRequest });
        await program.SetAsync(Bea, settings => settings with { Contact = ContactPolicy.OnRequest });
    }
}
