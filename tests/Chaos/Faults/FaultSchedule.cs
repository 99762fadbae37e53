using Relay.Chaos.Partners;

namespace Relay.Chaos.Faults;

/// <summary>Who does what when, from a seed.</summary>
internal static class FaultSchedule
{
    /// <summary>The partner that never fails.</summary>
    public const string Steady = "steady";

    /// <summary>The partner that fails in every way in turn.</summary>
    public const string Flapping = "flapping";

    /// <summary>The partner that is down for the second third of the run.</summary>
    public const string Absent = "absent";

    /// <summary>The partners of a run.</summary>
    public static readonly IReadOnlyList<string> Partners = [Steady, Flapping, Absent];

    // So many of each in a short run; in a long one, one in so many seconds.
    private static readonly (FaultKind Kind, int Least, int SecondsBetween)[] Parts =
    [
        (FaultKind.KillProgram, 3, 25),
        (FaultKind.KillHost, 2, 45),
        (FaultKind.KillBus, 2, 60),
        (FaultKind.StopStorage, 1, 90),
        (FaultKind.ChangeLanes, 2, 60),
    ];

    // What a killed part had locked waits for the end of its lock, a minute; a run waits less for that when it kills nothing at its end.
    private const double KillingShare = 0.85;

    private const int MostLanes = 8;

    private static readonly Behaviour[] Moods = [.. Enum.GetValues<Behaviour>().Where(behaviour => behaviour != Behaviour.Healthy)];

    /// <summary>The faults of a run, in order of time. Whatever is away comes back; partners heal when the run is over.</summary>
    public static IReadOnlyList<FaultEvent> Create(int seed, TimeSpan duration, int instances, int namespaces)
    {
        var random = new Random(seed);
        var events = new List<FaultEvent>
        {
            new(duration / 3, FaultKind.Behave) { Partner = Absent, Behaviour = Behaviour.Down, Percent = 100 },
            new(duration * 2 / 3, FaultKind.Behave) { Partner = Absent, Behaviour = Behaviour.Healthy },
            new(duration * 0.4, FaultKind.ChangeMode) { Partner = Steady, Mode = "pull" },
            new(duration * 0.7, FaultKind.ChangeMode) { Partner = Steady, Mode = "push" },
        };
        foreach (var (kind, least, secondsBetween) in Parts)
        {
            var count = Math.Max(least, (int)(duration.TotalSeconds / secondsBetween));
            for (var i = 0; i < count; i++)
                events.Add(Part(kind, duration * KillingShare * ((i + random.NextDouble()) / count), kind == FaultKind.KillBus ? namespaces : instances, namespaces, random));
        }

        events.AddRange(Flap(duration, random));
        return [.. events.OrderBy(one => one.At)];
    }

    private static FaultEvent Part(FaultKind kind, TimeSpan at, int instances, int namespaces, Random random) => new(at, kind)
    {
        Instance = random.Next(instances),
        Away = TimeSpan.FromSeconds(0.2 + (random.NextDouble() * (kind == FaultKind.StopStorage ? 6 : 3))),
        Partner = kind == FaultKind.ChangeLanes ? Partners[random.Next(Partners.Count)] : "",
        Lanes = kind == FaultKind.ChangeLanes ? random.Next(1, MostLanes + 1) : 0,
        Namespaces = kind == FaultKind.ChangeLanes ? Subset(namespaces, random) : "",
        OrphanLife = random.Next(2) == 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(random.NextDouble() * 5),
    };

    // One namespace, or all from one on.
    private static string Subset(int namespaces, Random random)
    {
        var first = random.Next(namespaces);
        return string.Join(',', Enumerable.Range(first, random.Next(2) == 0 ? 1 : namespaces - first));
    }

    private static IEnumerable<FaultEvent> Flap(TimeSpan duration, Random random)
    {
        // Every mood comes up before one comes again.
        var moods = new Queue<Behaviour>();
        for (var at = TimeSpan.FromSeconds(1); at < duration; at += Moment(2, 6, random))
        {
            if (moods.Count == 0)
                Array.ForEach(Shuffled(random), moods.Enqueue);
            yield return new FaultEvent(at, FaultKind.Behave) { Partner = Flapping, Behaviour = moods.Dequeue(), Percent = random.Next(2) == 0 ? 100 : random.Next(20, 90) };
            at += Moment(1, 5, random);
            yield return new FaultEvent(at, FaultKind.Behave) { Partner = Flapping, Behaviour = Behaviour.Healthy };
        }
    }

    private static Behaviour[] Shuffled(Random random)
    {
        var moods = (Behaviour[])Moods.Clone();
        random.Shuffle(moods);
        return moods;
    }

    private static TimeSpan Moment(double least, double most, Random random) => TimeSpan.FromSeconds(least + (random.NextDouble() * (most - least)));
}
