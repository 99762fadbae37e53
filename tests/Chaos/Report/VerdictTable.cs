using System.Globalization;
using Relay.Chaos.Judgement;
using Relay.Functions.Ledger;

namespace Relay.Chaos.Report;

/// <summary>The verdict as a table: what happened, and what must not have.</summary>
internal static class VerdictTable
{
    private const int Most = 5;

    private static readonly (string Name, Func<Verdict, int> Count)[] MustBeNone =
    [
        ("lost", verdict => verdict.Lost),
        ("out of order", verdict => verdict.Count(Fault.OutOfOrder)),
        ("delivered after their life", verdict => verdict.Count(Fault.Late)),
        ("changed on the way", verdict => verdict.Count(Fault.Changed)),
        ("sent by nobody", verdict => verdict.Count(Fault.Foreign)),
        ("two different final states", verdict => verdict.Count(Fault.TwoEnds)),
        ("came, and told otherwise", verdict => verdict.Count(Fault.Undisclosed)),
        ("refused by nobody", verdict => verdict.Count(Fault.RefusedByNobody)),
        ("refused at the door", verdict => verdict.Count(Fault.RefusedAtTheDoor)),
        ("never answered", verdict => verdict.Count(Fault.NotAnswered)),
        ("signatures that do not hold", verdict => verdict.Count(Fault.BadSignature)),
        ("parts that fell by themselves", verdict => verdict.Count(Fault.FellByItself)),
    ];

    public static string Write(Verdict verdict, ChaosOptions options)
    {
        var lines = new List<string> { "", $"  seed {options.Seed}, {options.Instances} instances, {options.Namespaces} namespaces, {(options.IsBrisk ? "short waits" : "the product's own waits")}", "" };
        lines.Add(Row("accepted", verdict.Accepted));
        lines.AddRange(verdict.Ends.Where(end => end.Value > 0 || end.Key is FinalState.Delivered).Select(end => Row("  " + end.Key.ToString().ToLowerInvariant(), end.Value)));
        lines.Add(Row("  of these possibly delivered", verdict.PossiblyDelivered));
        lines.Add(Row("delivered twice", verdict.DeliveredTwice) + (verdict.DeliveredTwice > 0 ? $"   (one {verdict.MostArrivals} times)" : ""));
        lines.Add(Row("held and replayed", verdict.Replayed));
        lines.Add(string.Create(CultureInfo.InvariantCulture, $"  {"longest silence after a return",-34} {verdict.LongestSilenceSeconds ?? 0,9:0.0} s {verdict.SilentPartner}"));
        lines.Add("");
        lines.AddRange(MustBeNone.Select(row => Row(row.Name, row.Count(verdict)) + (row.Count(verdict) == 0 ? "   ok" : "   MUST BE 0")));
        lines.Add("");
        foreach (var group in verdict.Findings.GroupBy(finding => finding.Fault))
        {
            lines.AddRange(group.Take(Most).Select(finding => $"  {finding.Fault}: {finding.Text}"));
            if (group.Count() > Most)
                lines.Add($"  {group.Key}: and {group.Count() - Most} more");
        }

        return string.Join(Environment.NewLine, lines);
    }

    private static string Row(string name, int count) => string.Create(CultureInfo.InvariantCulture, $"  {name,-34} {count,9:N0}");
}
