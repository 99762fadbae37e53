using Relay.Functions.Businesses;
using Relay.Functions.Contacts;
using Relay.Functions.Erasure;
using Relay.Functions.Finding;
using Relay.Functions.Media;
using Relay.Functions.People;
using Relay.Functions.Profiles;
using Relay.Functions.Receipts;
using Relay.Functions.Tests.World;

namespace Relay.Functions.Tests.Erasure;

/// <summary>A town in which ana has some of everything that the relay can have of a user, and others have the same, some of it with ana.</summary>
internal sealed class ErasedTown(PeopleStores stores)
{
    public static readonly Address Ana = new("home", "ana");
    public static readonly Address Ben = new("abroad", "ben");
    public static readonly Address Cem = new("third", "cem");

    private static readonly CancellationToken None = CancellationToken.None;

    private static readonly Identifier[] Values =
    [
        new(Identifier.Number, "+4915112345678"), new(Identifier.Handle, "star"), new(Identifier.Number, "+4915100000000"),
    ];

    private readonly List<Guid> _pictures = [];
    private readonly List<Guid> _pending = [];

    /// <summary>Fills a town; what ana has is decided by the seed.</summary>
    public static async Task<ErasedTown> FillAsync(PeopleStores stores, Random random)
    {
        await stores.OpenAsync();
        var town = new ErasedTown(stores);
        var program = new PeopleProgram(stores);
        foreach (var user in new[] { Ana, Ben, Cem })
            await program.SetAsync(user, settings => settings with { Contact = ContactPolicy.OnRequest });
        await LinkAsync(program, Ben, Cem);
        await program.Identifiers.PutAsync(Ben, Values[2], ["*"], None);
        await program.Blocks.BlockAsync(Cem, new OtherUser(Ana.Partner, Ana.User), None);
        await program.Grants.GrantAsync(Ben, Ana, None);
        await town.ProfileAsync(program, Ben);
        town._pending.Add((await program.Asking.AskAsync(Cem, Ben, None)).Asked!.Link);

        Func<Task>[] parts =
        [
            () => LinkAsync(program, Ana, Ben),
            () => program.Asking.AskAsync(Ana, Ben, None),
            () => program.Asking.AskAsync(Ben, Ana, None),
            () => program.Identifiers.PutAsync(Ana, Values[0], ["*"], None),
            () => program.Identifiers.PutAsync(Ana, Values[1], ["abroad"], None),
            () => town.ProfileAsync(program, Ana),
            () => town.DeclareAsync(program, Ana),
            () => program.Requests.AskAsync(Ana, Ben, None),
            () => program.Blocks.BlockAsync(Ana, new OtherUser(Cem.Partner, null), None),
            () => program.Users.ChangeAsync(Ana, record => record! with { Business = "bakery" }, None),
        ];
        foreach (var part in parts.Where(_ => random.Next(3) > 0))
            await part();
        await program.Businesses.PutAsync(
            new BusinessRecord("bakery", "Bakery", [new BusinessAccount(Ben, false), new BusinessAccount(Ana, true)], new BusinessVerification("Chamber", stores.Clock.GetUtcNow(), "1")), None);
        stores.Clock.Advance(TimeSpan.FromSeconds(1));
        return town;
    }

    /// <summary>Fails where anything can still be read of ana. Events are looked at where nothing was told at the same time.</summary>
    public async Task AssertGoneAsync(PeopleProgram program, bool withEvents)
    {
        var row = Assert.Single(stores.People.Rows, row => row.PartitionKey == Ana.Partner && row.RowKey == stores.Keys.RowKeyOf(Ana.Partner, Ana.User));
        Assert.Equal(["Erased"], row.Keys.Except(["PartitionKey", "RowKey", "odata.etag", "Timestamp"]));
        Assert.Null((await program.Journal.FindAsync(Ana, None))!.Remains);
        foreach (var user in new[] { Ben, Cem })
            Assert.Null((await program.FindAsync(user))!.LinkTo(Ana));
        // Who is asked after the mark is there is nobody, as who never was: such a row has a random key, and cannot be confirmed.
        await foreach (var link in program.LinkStore.PendingAsync(None))
            Assert.False(link.Asker == Ana || (link.Asked == Ana && link.AskedKey.AsSpan().SequenceEqual(stores.Identity(Ana, 0).PublicKey)));
        foreach (var value in Values)
            Assert.DoesNotContain(await program.Finding.ReadAsync(program.Finding.RowOf(value), None), claim => claim.Address == Ana);
        await foreach (var business in program.Businesses.ListAsync(None))
            Assert.Equal([new BusinessAccount(Ben, true)], business.Accounts);
        await foreach (var piece in program.MediaStore.OfUserAsync(TagOf(Ana), None))
            Assert.Fail($"{piece.Id} is still there");
        Assert.Equal(_pictures.Take(1).Select(MediaRecord.BlobNameOf), stores.Blobs.All);
        if (withEvents)
            Assert.All(stores.Events.Rows.Select(each => new StoredEvent(each.PartitionKey, each.RowKey, each.GetString("Body"))).Where(each => EventFacts.Names(each, Ana)), each => Assert.Equal("user.erased", EventFacts.TypeOf(each)));
    }

    /// <summary>Fails where something of the others is gone that was not ana's.</summary>
    public async Task AssertOthersAsync(PeopleProgram program)
    {
        var (ben, cem) = ((await program.FindAsync(Ben))!, (await program.FindAsync(Cem))!);
        Assert.NotNull(ben.LinkTo(Cem));
        Assert.Equal(ben.LinkTo(Cem)!.Id, cem.LinkTo(Ben)!.Id);
        Assert.Equal(_pictures[0], ben.Profile!.Picture);
        Assert.Single(ben.Identifiers);
        Assert.Equal(Ben, Assert.Single(await program.Finding.ReadAsync(program.Finding.RowOf(Values[2]), None)).Address);
        Assert.True(cem.Relations.Has(RelationKind.BlockedUser, stores.Keys.Relation(Cem, Ana)));
        Assert.True(ben.Relations.Has(RelationKind.Granted, stores.Keys.Relation(Ben, Ana)) || ben.Relations.Has(RelationKind.BlockedUser, stores.Keys.Relation(Ben, Ana)));
        Assert.NotNull(await program.LinkStore.FindAsync(_pending[0], None));
    }

    /// <summary>Enlists ana again, who has nothing of before.</summary>
    public static async Task AssertBeginsAnewAsync(PeopleProgram program, Guid before)
    {
        await program.SetAsync(Ana);
        var record = (await program.FindAsync(Ana))!;
        Assert.NotEqual(before, record.ServiceId);
        Assert.Equal((0, 0, 0, null, null), (record.Links.Count, record.Relations.Count, record.Identifiers.Count, record.Profile, record.Business));
        Assert.Equal([UserChanges.Enlisted, UserChanges.OptedIn], record.History.Select(change => change.What));
    }

    private async Task ProfileAsync(PeopleProgram program, Address user)
    {
        var picture = await DeclareAsync(program, user);
        Assert.Null((await program.Profiles.SetAsync(user, new ProfileSettings(new string('a', 64), new byte[81], null, picture), None)).Problem);
    }

    /// <summary>Declares a piece of media for a user, and uploads it.</summary>
    public async Task<Guid> DeclareAsync(PeopleProgram program, Address user)
    {
        var piece = new MediaRecord(Guid.CreateVersion7(stores.Clock.GetUtcNow()), user.Partner, 10, "", ["abroad"], true, default) { UserTag = TagOf(user) };
        await program.MediaStore.AddAsync(piece, None);
        stores.Blobs.All.Add(piece.BlobName);
        _pictures.Add(piece.Id);
        return piece.Id;
    }

    private string TagOf(Address user) => new UserTags(stores.Keys, MediaStage.TagPurpose).Of(user);

    private static async Task LinkAsync(PeopleProgram program, Address one, Address other)
    {
        var id = Guid.NewGuid();
        foreach (var (from, to) in new[] { (one, other), (other, one) })
            await program.Users.ChangeAsync(from, record => record! with { Links = [.. record.Links, new UserLink(id, to, [5], [1], [2], program.Stores.Clock.GetUtcNow())] }, None);
    }
}
