using System.Globalization;
using Relay.Functions.People;
using Relay.Functions.Receipts;
using Relay.Functions.Transparency;

namespace Relay.Functions.Tests.Transparency;

/// <summary>The program dies between any two of its calls to stores; in the end the log has each version once and in order.</summary>
public sealed class CrashTests
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly UserLink Link = LogSample.Link();

    private static readonly Func<UserRecord?, UserRecord?>[] Steps =
    [
        _ => LogSample.Record(1),
        record => record! with { Devices = [new UserDevice(1, 4711)] },
        record => record! with { OptedIn = !record.OptedIn, Devices = [new UserDevice(1, 4711)] },
        record => record! with { IdentityKey = [5, .. Enumerable.Repeat((byte)2, 32)] },
        record => record! with { Links = [Link] },
        record => record! with { Links = [], Devices = [new UserDevice(1, 4711), new UserDevice(2, 4712)] },
    ];

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task Change_CutOffAtAnyCall_LeavesExactlyOneEntryAVersion(bool hasEffect, bool isRepeated)
    {
        var crashAt = 1;
        for (var hasCrashed = true; hasCrashed; crashAt++)
        {
            using var stores = new LogSample(new Crashes { At = crashAt, HasEffect = hasEffect });
            var program = stores.Start();
            for (var step = 0; step <= Steps.Length; step++)
            {
                try
                {
                    // The sweep dies as well, and its next run goes on.
                    await (step < Steps.Length ? (Task)program.ChangeAsync(Steps[step]) : program.Users.LogAllAsync(None));
                }
                catch (CrashException)
                {
                    stores.Crashes.Restart();
                    program = stores.Start();
                    // A partner repeats what was not answered. One that does not must not matter, but for the first, without which there is nobody.
                    if (isRepeated || step == 0 || step == Steps.Length)
                        step--;
                }
            }

            (hasCrashed, stores.Crashes.At) = (stores.Crashes.HasCrashed, 0);
            await AssertCompleteAsync(stores, program);
        }

        Assert.True(crashAt > 30, "there are many calls to die at");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Prove_AfterACrashAtAnyCall_AppendsWhatIsMissing(bool hasEffect)
    {
        var crashAt = 1;
        for (var hasCrashed = true; hasCrashed; crashAt++)
        {
            using var stores = new LogSample(new Crashes { At = crashAt, HasEffect = hasEffect });
            var program = stores.Start();
            try
            {
                await program.ChangeAsync(Steps[0]);
                await program.ChangeAsync(Steps[1]);
            }
            catch (CrashException)
            {
                stores.Crashes.Restart();
                program = stores.Start();
            }

            (hasCrashed, stores.Crashes.At) = (stores.Crashes.HasCrashed, 0);
            if (await program.Users.FindAsync(LogSample.Ana.Partner, LogSample.Ana.User, None) is not { } record)
                continue;
            var proof = await program.Log.ProveAsync(LogSample.Ana, record, None);
            Assert.Equal(record.KeyState!.Version, proof.Version);
            await AssertCompleteAsync(stores, program);
        }
    }

    [Fact]
    public async Task Prove_ByACachedRecordThatIsOld_ProvesThatVersion()
    {
        using var stores = new LogSample(new Crashes());
        var program = stores.Start();
        await program.ChangeAsync(Steps[0]);
        stores.Crashes.At = stores.Crashes.Calls + 3; // read, write, append
        await Assert.ThrowsAsync<CrashException>(() => program.ChangeAsync(Steps[1]));
        stores.Crashes.Restart();
        program = stores.Start();
        var old = await program.RecordAsync();
        Assert.Null(old.KeyState!.Index);
        await stores.Start().ChangeAsync(Steps[3]);

        var proof = await program.Log.ProveAsync(LogSample.Ana, old, None);

        Assert.Equal((2, 1L), (proof.Version, proof.Index));
        await AssertCompleteAsync(stores, program);
        Assert.Equal(3, stores.Head().Size);
    }

    private static async Task AssertCompleteAsync(LogSample stores, LogProgram program)
    {
        var state = (await program.RecordAsync()).KeyState!;
        Assert.NotNull(state.Index);
        Assert.Null(state.Unlogged);
        Assert.DoesNotContain(stores.People.Rows, row => row.ContainsKey(UserRows.UnloggedColumn));
        var entries = stores.Entries();
        Assert.Equal(state.Version, entries.Count);
        Assert.Equal((entries.Count, new NaiveTree(entries).Root(entries.Count)), (stores.Head().Size, stores.Head().Root), RootsEqual.Instance);

        var history = new List<KeyHistoryEntry>();
        await foreach (var version in stores.History.ReadAsync(state.Salt, 1, None))
            history.Add(version);
        Assert.Equal(Enumerable.Range(1, state.Version), history.Select(version => version.Version));
        Assert.Equal(entries, history.Select(version => version.Commitment));
        Assert.Equal(history.SkipLast(1).Select(version => version.Commitment), history.Skip(1).Select(version => version.Previous!));
        Assert.Equal(Enumerable.Range(0, entries.Count).Select(i => (long)i), history.Select(version => version.Index));
        var told = stores.Told.Events.Where(told => told.Type == PartnerEventTypes.KeysChanged).Select(told => told.Facts["version"]).ToList();
        Assert.Equal(history.Select(version => version.Version.ToString(CultureInfo.InvariantCulture)), told.Distinct());
    }

    private sealed class RootsEqual : IEqualityComparer<(long Size, byte[] Root)>
    {
        public static readonly RootsEqual Instance = new();

        public bool Equals((long Size, byte[] Root) x, (long Size, byte[] Root) y) => x.Size == y.Size && x.Root.AsSpan().SequenceEqual(y.Root);

        public int GetHashCode((long Size, byte[] Root) pair) => pair.Size.GetHashCode();
    }
}
