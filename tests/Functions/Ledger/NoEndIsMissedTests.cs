using Relay.Functions.Ledger;

namespace Relay.Functions.Tests.Ledger;

/// <summary>
/// A reader that goes on from its cursor learns every end, whatever is slow and whoever dies. Seeds decide whose clock is
/// ahead, what is written when, how long each step takes, which writers die before or after a write (their messages come
/// again), and when is read.
/// </summary>
public sealed class NoEndIsMissedTests
{
    private const int Batches = 12;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 200)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Reader_AmongSlowAndDyingWriters_LearnsEveryEndAsItStands(int seed)
    {
        var random = new Random(seed);
        var ledgers = new Ledgers(Skew(random), Skew(random));
        var reader = new FeedReader(ledgers);
        ledgers.Rows.BeforeWrite = _ => StepAsync(random, ledgers, reader);
        ledgers.Rows.AfterWrite = _ => StepAsync(random, ledgers, reader);

        for (var i = 0; i < Batches; i++)
        {
            var head = ledgers.Head($"batch-{i}");
            head = head with { AcceptedAt = head.AcceptedAt + Skew(random) };
            var ids = Enumerable.Range(0, 4).Select(_ => ledgers.Id(random.Next(-10, 3))).ToList();
            foreach (var part in ids.Chunk(random.Next(1, 5)))
            {
                ledgers.Clock.Advance(TimeSpan.FromMilliseconds(random.Next(random.Next(2) == 0 ? 200 : 20_000)));
                await WriteUntilDoneAsync(ledgers, head, part, (FinalState)random.Next(4));
            }
        }

        ledgers.Rows.BeforeWrite = ledgers.Rows.AfterWrite = _ => Task.CompletedTask;
        for (var i = 0; i < 3; i++)
        {
            ledgers.Clock.Advance(TimeSpan.FromSeconds(10));
            await reader.ReadAsync();
        }

        var ended = (await ledgers.AllAsync()).ToDictionary(final => final.Id);
        Assert.Equal(Batches * 4, ended.Count);
        Assert.Equal(ended.Keys.Order(), reader.Ends.Select(end => end.Final.Id).Distinct().Order());
        Assert.All(reader.Ends, end => Assert.Equal(ended[end.Final.Id], end.Final));
    }

    // Ahead of the writers', so that no two clocks differ by a second.
    private static TimeSpan Skew(Random random) => TimeSpan.FromMilliseconds(random.Next(1_000));

    private static async Task WriteUntilDoneAsync(Ledgers ledgers, Functions.Queue.PackedHead head, Guid[] ids, FinalState state)
    {
        while (true)
        {
            try
            {
                // As a message that comes again is handled: what has ended is not tried a second time.
                var ended = await ledgers.Store.FindBatchAsync(head, CancellationToken.None);
                var open = ids.Where(id => !ended.ContainsKey(id)).ToList();
                if (open.Count > 0)
                    await ledgers.Store.WriteAsync(head, [.. open.Select(id => new FinalEntry(id, state))], CancellationToken.None);
                return;
            }
            catch (IOException)
            {
                ledgers.Clock.Advance(TimeSpan.FromMilliseconds(500));
            }
        }
    }

    private static async Task StepAsync(Random random, Ledgers ledgers, FeedReader reader)
    {
        if (random.Next(3) == 0)
            ledgers.Clock.Advance(TimeSpan.FromMilliseconds(random.Next(random.Next(4) == 0 ? 40_000 : 4_500))); // mostly around the bounds
        if (random.Next(2) == 0)
            await WithoutStepsAsync(ledgers, reader);
        if (random.Next(12) == 0)
            throw new IOException("The writer dies here.");
    }

    private static async Task WithoutStepsAsync(Ledgers ledgers, FeedReader reader)
    {
        var (before, after) = (ledgers.Rows.BeforeWrite, ledgers.Rows.AfterWrite);
        ledgers.Rows.BeforeWrite = ledgers.Rows.AfterWrite = _ => Task.CompletedTask;
        await reader.ReadAsync();
        (ledgers.Rows.BeforeWrite, ledgers.Rows.AfterWrite) = (before, after);
    }
}
