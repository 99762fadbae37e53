using System.Globalization;
using Relay.Local.Bus.Tests.Durability.Load;
using Relay.Local.Bus.Tests.Durability.Witnessing;

namespace Relay.Local.Bus.Tests.Durability;

/// <summary>
/// Kills the broker over and over under load. The number of lives is that of the environment variable
/// <c>RELAY_BUS_TEST_KILLS</c>, or 220.
/// </summary>
public sealed class KillTests(ITestOutputHelper output)
{
    private const string KillsVariable = "RELAY_BUS_TEST_KILLS";
    private const int UsualKills = 220;

    [Fact]
    public async Task Kill_HundredsOfTimesUnderLoad_KeepsEveryPromise()
    {
        var kills = int.TryParse(Environment.GetEnvironmentVariable(KillsVariable), CultureInfo.InvariantCulture, out var wanted) ? wanted : UsualKills;
        using var folder = new TempFolder();
        var load = new CrashLoad(folder.Path);
        var started = DateTimeOffset.UtcNow;

        for (var kill = 0; kill < kills && load.Witness.Faults.Count == 0; kill++)
            await load.LiveAsync(KillPoint.Random());
        await Drain.EmptyAsync(folder.Path, load.Witness);

        var text = Summary(load.Witness, DateTimeOffset.UtcNow - started);
        output.WriteLine(text);
        Assert.True(load.Witness.Faults.Count == 0, $"{text}\n{string.Join('\n', load.Witness.Faults.Take(20))}");
        var counts = load.Witness.Counts;
        Assert.True(counts.Lives > kills, "A life was not counted.");
        var least = new[] { counts.Sent, counts.Completed, counts.Taken, counts.Abandoned, counts.Deferred, counts.DeadLettered,
            counts.DeadLetteredByCount, counts.Scheduled, counts.Cancelled, counts.DuplicatesRefused, counts.SentAgain, counts.StateWrites }.Min();
        Assert.True(least >= kills / 20, $"Too little load to tell: {text}");
    }

    private static string Summary(Witness witness, TimeSpan time)
    {
        var counts = witness.Counts;
        int Faults(FaultKind kind) => witness.Faults.Count(fault => fault.Kind == kind);
        var others = witness.Faults.Count(fault => fault.Kind is not (FaultKind.Lost or FaultKind.Returned or FaultKind.Overtaken));
        return string.Create(CultureInfo.InvariantCulture,
            $"{counts.Lives - 1} kills in {time.TotalSeconds:0} s: {counts.Sent} sent, {counts.Scheduled} scheduled ({counts.Cancelled} cancelled), {counts.Completed} completed, {counts.Taken} taken, {counts.Abandoned} abandoned, {counts.Deferred} deferred, {counts.DeadLettered} dead-lettered and {counts.DeadLetteredByCount} by count, {counts.DuplicatesRefused} duplicates refused, {counts.SentAgain} sent again after a lost answer, {counts.StateWrites} state writes, {counts.Unanswered} settlements unanswered at a kill; lost {Faults(FaultKind.Lost)}, returned {Faults(FaultKind.Returned)}, overtaken {Faults(FaultKind.Overtaken)}, other faults {others}.");
    }
}
