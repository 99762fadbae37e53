using Relay.Functions.Ledger;

namespace Relay.Functions.Tests.Ledger;

/// <summary>An envelope ends once, however many write at the same time, in whatever order their steps fall.</summary>
public sealed class FirstEndStandsTests
{
    private const int Writers = 4;
    private const int Envelopes = 6;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 60)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Writers_InAnyInterleaving_LeaveOneEndEachAndNeverChangeOne(int seed)
    {
        var random = new Random(seed);
        var ledgers = new Ledgers();
        var head = ledgers.Head();
        var ids = Enumerable.Range(0, Envelopes).Select(_ => ledgers.Id()).ToList();
        var seen = new Dictionary<Guid, FinalEntry>();
        var gate = new Turns(random, ledgers.Clock);
        ledgers.Rows.BeforeWrite = _ => gate.PassAsync();
        ledgers.Rows.AfterFind = gate.PassAsync;
        ledgers.Rows.AfterWrite = _ =>
        {
            Observe(ledgers, seen);
            return Task.CompletedTask;
        };

        var writes = Enumerable.Range(0, Writers).Select(writer => ledgers.Store.WriteAsync(
            head, [.. Pick(random, ids).Select(id => new FinalEntry(id, (FinalState)(writer % 4), $"writer-{writer}"))], CancellationToken.None)).ToList();
        await gate.RunAsync(Task.WhenAll(writes));
        ledgers.Rows.AfterFind = () => Task.CompletedTask;

        var found = await ledgers.Store.FindBatchAsync(head, CancellationToken.None);
        Assert.Equal(seen, found);
        Assert.Equal(found.Count, (await ledgers.AllAsync()).Count);
    }

    private static void Observe(Ledgers ledgers, Dictionary<Guid, FinalEntry> seen)
    {
        foreach (var row in ledgers.Rows.All.Where(row => !BatchKey.IsAnnouncement(row.Key) && !BatchKey.IsIndex(row.Key)))
        {
            var entries = LedgerCodec.DecodeEntries(BatchKey.Parse("instagram", row.Key).AcceptedAt, row.Bytes).ConvertAll(entry => entry.Final);
            Assert.Equal(entries.Count, entries.DistinctBy(final => final.Id).Count());
            foreach (var id in seen.Keys)
                Assert.Contains(entries, final => final.Id == id);
            foreach (var final in entries)
            {
                if (!seen.TryAdd(final.Id, final))
                    Assert.Equal(seen[final.Id], final);
            }
        }
    }

    private static List<Guid> Pick(Random random, List<Guid> ids)
    {
        var picked = ids.FindAll(_ => random.Next(2) == 0);
        return picked.Count == 0 ? [ids[random.Next(ids.Count)]] : picked;
    }
}
