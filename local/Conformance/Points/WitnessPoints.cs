using Relay.Local.Conformance.Calls;

namespace Relay.Local.Conformance.Points;

/// <summary>What an answer does not show: what the partner's test accounts really got, by the partner's own word.</summary>
internal static class WitnessPoints
{
    private const string Requirement = "docs/conformance.md#witness";

    public static IReadOnlyList<ConformancePoint> All { get; } =
    [
        Point("WIT-01", "All that was accepted is there", "each accepted envelope is shown", AllThereAsync),
        Point("WIT-02", "Nothing was taken twice", "no envelope is shown twice", OnceAsync),
        Point("WIT-03", "The order of each user's envelopes", "as they were accepted", InOrderAsync),
        Point("WIT-04", "Nothing was taken under a signature that does not hold", "no such envelope is shown", NothingForgedAsync),
    ];

    private static ConformancePoint Point(string id, string title, string expected, Func<Examination, Witness, CancellationToken, Task<Finding>> check) => new()
    {
        Id = id,
        Title = title,
        Requirement = Requirement,
        Expected = expected,
        Need = PointNeed.Witness,
        DependsOn = [DeliveryPoints.One],
        Check = (examined, cancel) => check(examined, examined.Witness!, cancel),
    };

    private static async Task<Finding> AllThereAsync(Examination examined, Witness witness, CancellationToken cancel)
    {
        var began = examined.Options.Clock.GetTimestamp();
        while (true)
        {
            var (shown, problem) = await ShownAsync(examined, witness, cancel);
            var missing = examined.Sent.Accepted.Count(sent => !shown[sent.User].Contains(sent.Id));
            if (problem is null && missing == 0)
                return Finding.Pass($"{examined.Sent.Accepted.Count} shown");
            if (examined.Options.Clock.GetElapsedTime(began) >= TimeSpan.FromSeconds(examined.Options.WitnessSeconds))
                return Finding.Fail(problem ?? $"{missing} of {examined.Sent.Accepted.Count} are not shown");
            await examined.PauseAsync(cancel);
        }
    }

    private static async Task<Finding> OnceAsync(Examination examined, Witness witness, CancellationToken cancel)
    {
        var (shown, problem) = await ShownAsync(examined, witness, cancel);
        var twice = shown.Values.Sum(ids => ids.Count - ids.Distinct().Count());
        return problem is not null ? Finding.Fail(problem) : Finding.Of(twice == 0, $"{twice} shown once too often");
    }

    private static async Task<Finding> InOrderAsync(Examination examined, Witness witness, CancellationToken cancel)
    {
        var (shown, problem) = await ShownAsync(examined, witness, cancel);
        if (problem is not null)
            return Finding.Fail(problem);

        foreach (var (user, ids) in shown)
        {
            var sent = examined.Sent.Accepted.Where(envelope => envelope.User == user).Select(envelope => envelope.Id).ToList();
            var known = sent.ToHashSet();
            var got = ids.Where(known.Contains).Distinct().ToList();
            var there = got.ToHashSet();
            if (!got.SequenceEqual(sent.Where(there.Contains)))
                return Finding.Fail("a later envelope is shown before an earlier one");
        }

        return Finding.Pass("in order");
    }

    private static async Task<Finding> NothingForgedAsync(Examination examined, Witness witness, CancellationToken cancel)
    {
        var (shown, problem) = await ShownAsync(examined, witness, cancel);
        if (problem is not null)
            return Finding.Fail(problem);

        var all = shown.Values.SelectMany(ids => ids).ToHashSet();
        var points = examined.Sent.Forged.Where(sent => all.Contains(sent.Id)).Select(sent => sent.Point).Distinct().ToList();
        return points.Count == 0 ? Finding.Pass($"none of {examined.Sent.Forged.Count} is shown") : Finding.Fail($"shown: those of {string.Join(", ", points)}");
    }

    private static async Task<(Dictionary<string, IReadOnlyList<Guid>> Shown, string? Problem)> ShownAsync(Examination examined, Witness witness, CancellationToken cancel)
    {
        var shown = new Dictionary<string, IReadOnlyList<Guid>>();
        string? first = null;
        foreach (var user in examined.Options.Users.Users)
        {
            var (taken, problem) = await witness.OfAsync(user.User, cancel);
            shown[user.User] = taken;
            first ??= problem;
        }

        return (shown, first);
    }
}
