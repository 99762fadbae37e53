using Relay.Functions.Erasure;
using Relay.Functions.People;
using Relay.Functions.Receipts;
using Relay.Functions.Tests.People;
using Relay.Functions.Transparency;
using Relay.Signatures.Identity;
using Relay.Signatures.Transparency;

namespace Relay.Functions.Tests.Transparency;

public sealed class KeyLogTests : IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly LogSample _stores = new();

    public void Dispose() => _stores.Dispose();

    [Fact]
    public async Task Prove_LinkedUser_OpensTheEntryAndOnlyTheLinksThatAreShown()
    {
        var program = _stores.Start();
        var links = new[] { LogSample.Link("a"), LogSample.Link("b") };
        var (_, record) = await program.ChangeAsync(_ => LogSample.Record(1, (1, 11)) with { Links = links });

        var whole = await program.Log.ProveAsync(LogSample.Ana, record!, None);
        Assert.Empty(whole.LinkOpenings);
        var proof = whole.Showing([links[1].Id, Guid.NewGuid()]);

        var entry = new KeyEntry(proof.Version, proof.Previous, LogSample.Ana.Partner, LogSample.Ana.User, record!.ServiceId, record.IdentityKey, [(1, 11)], proof.Links);
        var head = _stores.Open(proof.Head);
        Assert.Equal(head.Root, LogProof.RootOf(LogHash.Leaf(entry.Commitment(proof.Opening)), proof.Index, head.Size, proof.Path));
        var opening = Assert.Single(proof.LinkOpenings);
        Assert.Equal(links[1].Id, opening.Key);
        var statement = LinkStatement.ToBytes(LogSample.Ana.Partner, LogSample.Ana.User, record.IdentityKey, "whatsapp", "b", links[1].OtherIdentityKey, links[1].Id);
        Assert.Contains(LinkCommitment.Of(opening.Value, statement), proof.Links);
    }

    [Fact]
    public async Task Prove_UserEnlistedBeforeThereWasALog_BeginsWithItsFirstVersion()
    {
        var program = _stores.Start();
        await program.ChangeAsync(_ => LogSample.Record(1));
        foreach (var row in _stores.People.Rows)
            _stores.People.Tamper(row.PartitionKey, row.RowKey, stored => stored.Remove("KeyState"));
        var old = await program.RecordAsync();
        Assert.Null(old.KeyState);

        var proof = await program.Log.ProveAsync(LogSample.Ana, old, None);

        Assert.Equal((1, 1L), (proof.Version, proof.Index));
        Assert.NotNull((await program.RecordAsync()).KeyState!.Index);
    }

    [Fact]
    public async Task Change_OfSomethingElse_IsNoVersion_AndCannotTouchTheState()
    {
        var program = _stores.Start();
        await program.ChangeAsync(_ => LogSample.Record(1));
        var (_, after) = await program.ChangeAsync(record => record! with { Contact = ContactPolicy.OnRequest, KeyState = null });

        Assert.Equal((1, 0L), (after!.KeyState!.Version, after.KeyState.Index));
        Assert.Equal(1, _stores.Head().Size);
        var told = Assert.Single(_stores.Told.Events);
        Assert.Equal((LogSample.Ana.Partner, PartnerEventTypes.KeysChanged), (told.Partner, told.Type));
        Assert.Equal(
            [("commitment", Convert.ToBase64String(after.KeyState.Commitment)), ("index", "0"), ("size", "1"), ("user", "ana"), ("version", "1")],
            told.Facts.OrderBy(fact => fact.Key, StringComparer.Ordinal).Select(fact => (fact.Key, fact.Value)));
    }

    [Fact]
    public async Task Own_Log_HasAllVersionsInPages()
    {
        var program = _stores.Start();
        for (var i = 1; i <= OwnKeyLog.MostEntries + 5; i++)
            await program.ChangeAsync(_ => LogSample.Record(1, (1, i)));

        var first = (await program.Own.ReadAsync(LogSample.Ana, 1, None))!;
        var rest = (await program.Own.ReadAsync(LogSample.Ana, first.Next!.Value, None))!;

        Assert.Equal(Enumerable.Range(1, 105), first.Entries.Concat(rest.Entries).Select(entry => entry.Version));
        Assert.Null(rest.Next);
        var head = _stores.Open(rest.Head);
        foreach (var entry in rest.Entries)
        {
            Assert.Equal(head.Root, LogProof.RootOf(LogHash.Leaf(entry.Commitment), entry.Index, head.Size, entry.Path));
            Assert.All(entry.Links, place => Assert.Equal(place.Commitment, LinkCommitment.Of(place.Opening, [])));
        }

        Assert.Null(await program.Own.ReadAsync(new Address("instagram", "nobody"), 1, None));
    }

    [Fact]
    public async Task Erase_LeavesNothingButCommitments_AndWhoComesBackBeginsAnew()
    {
        var program = _stores.Start();
        await program.ChangeAsync(_ => LogSample.Record(1, (1, 11)));
        var (_, before) = await program.ChangeAsync(record => record! with { Links = [LogSample.Link()] });
        var mark = new UserRecord(false, [], []) { IsEnlisted = false, ErasedAt = DateTimeOffset.UnixEpoch };
        await program.ChangeAsync(_ => mark);

        await new KeysPart(_stores.History).EraseAsync(new Erasing(LogSample.Ana, before!, DateTimeOffset.UnixEpoch, IsBack: false), None);

        Assert.All(_stores.Table.Rows, row => Assert.Equal("log", row.PartitionKey));
        Assert.Equal(2, _stores.Entries().Count);
        Assert.Null((await program.RecordAsync()).KeyState);
        var (_, back) = await program.ChangeAsync(_ => LogSample.Record(1, (1, 11)));
        Assert.Equal((1, 2L), (back!.KeyState!.Version, back.KeyState.Index));
        Assert.NotEqual(before!.KeyState!.Salt, back.KeyState.Salt);
    }

    [Fact]
    public async Task Erase_WhileAnEntryIsBeingAppended_LeavesNoHistory()
    {
        var program = _stores.Start();
        var other = _stores.Start();
        await program.ChangeAsync(_ => LogSample.Record(1));
        var erasing = new ErasingEntries(new KeyEntries(program.Appender, _stores.History, _stores.Told), () => other.ChangeAsync(_ => new UserRecord(false, [], []) { IsEnlisted = false }));
        var users = new UserStore(_stores.People, SamplePeople.Keys(), erasing);

        await users.ChangeAsync(LogSample.Ana, _ => LogSample.Record(2), None);

        Assert.All(_stores.Table.Rows, row => Assert.Equal("log", row.PartitionKey));
        Assert.False((await program.RecordAsync()).IsEnlisted);
    }

    [Fact]
    public async Task Row_NamesNeitherTheUserNorTheSalt()
    {
        var program = _stores.Start();
        _stores.Crashes.At = 3; // read, write, and then nothing more
        await Assert.ThrowsAsync<CrashException>(() => program.ChangeAsync(_ => LogSample.Record(1)));
        _stores.Crashes.Restart();

        var state = (await program.RecordAsync()).KeyState!;

        Assert.Equal("ana", state.Unlogged);
        foreach (var value in _stores.People.Rows.SelectMany(row => ((IDictionary<string, object>)row).Values))
        {
            var text = value is byte[] bytes ? Encoding.Latin1.GetString(bytes) : $"{value}";
            Assert.DoesNotContain("ana", text, StringComparison.Ordinal);
            Assert.DoesNotContain(Convert.ToBase64String(state.Salt), text, StringComparison.Ordinal);
        }
    }

    /// <summary>Lets something happen after the entry is appended and before the record says so.</summary>
    private sealed class ErasingEntries(IKeyEntries entries, Func<Task> then) : IKeyEntries
    {
        public async Task<long> AppendAsync(Address user, UserRecord record, CancellationToken cancel)
        {
            var index = await entries.AppendAsync(user, record, cancel);
            await then();
            return index;
        }

        public Task ForgetAsync(KeyState state, CancellationToken cancel) => entries.ForgetAsync(state, cancel);
    }
}
