using FsCheck;
using FsCheck.Fluent;

namespace Relay.Functions.Tests.World;

/// <summary>A step of a model: which one, and four numbers that say with whom and what.</summary>
internal readonly record struct ModelStep(int Kind, int A, int B, int C);

/// <summary>Sequences of steps of a length, made from a seed and shrunk by leaving steps out.</summary>
internal static class Sequences
{
    private const int Most = 1 << 16;

    /// <summary>Holds a property against so many sequences; a failure shows the shortest one that was found, and its seed.</summary>
    public static void Hold(int runs, int steps, Action<ModelStep[]> property) => Check.One(Config.QuickThrowOnFailure.WithMaxTest(runs), Prop.ForAll(Of(steps), property));

    private static Arbitrary<ModelStep[]> Of(int steps) => Arb.From<ModelStep[]>(Gen.Choose(0, int.MaxValue).Select(seed => Make(new Random(seed), steps)), Shorter);

    private static ModelStep[] Make(Random random, int steps) =>
        [.. Enumerable.Range(0, steps).Select(_ => new ModelStep(random.Next(Most), random.Next(Most), random.Next(Most), random.Next(Most)))];

    private static IEnumerable<ModelStep[]> Shorter(ModelStep[] steps)
    {
        for (var part = steps.Length / 2; part > 0; part /= 2)
        {
            for (var from = 0; from + part <= steps.Length; from += part)
                yield return [.. steps[..from], .. steps[(from + part)..]];
        }
    }
}
