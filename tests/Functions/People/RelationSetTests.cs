using FsCheck;
using FsCheck.Fluent;
using Relay.Functions.People;

namespace Relay.Functions.Tests.People;

public sealed class RelationSetTests
{
    private static readonly Config Runs = Config.QuickThrowOnFailure.WithMaxTest(1_000);

    [Fact]
    public void Set_AfterAnySteps_IsTheDictionaryThatTheStepsMake() => Check.One(Runs, Prop.ForAll(SamplePeople.Seeds, seed =>
    {
        var random = new Random(seed);
        var set = RelationSet.Empty;
        var model = new Dictionary<(RelationKind Kind, UInt128 Hash), DateTimeOffset>();
        for (var steps = random.Next(1, 40); steps > 0; steps--)
        {
            var before = (Set: set, Bytes: set.ToBytes());
            // Few of each, so that they meet; halves of a hash that are told apart.
            var (kind, hash) = ((RelationKind)random.Next(1, 5), new UInt128((ulong)random.Next(3), (ulong)random.Next(3)));
            var at = DateTimeOffset.FromUnixTimeSeconds(random.Next(1_000));
            switch (random.Next(4))
            {
                case 0:
                    set = set.Without(kind, hash);
                    model.Remove((kind, hash));
                    break;
                case 1:
                    set = set.WithoutOldest(kind);
                    if (model.Any(entry => entry.Key.Kind == kind))
                        model.Remove(model.Where(entry => entry.Key.Kind == kind).OrderBy(entry => entry.Value).ThenBy(entry => entry.Key.Hash).First().Key);
                    break;
                default:
                    set = set.With(kind, hash, at);
                    model.TryAdd((kind, hash), at);
                    break;
            }

            // What was handed out before does not change.
            if (!before.Set.ToBytes().AsSpan().SequenceEqual(before.Bytes) || !Equal(set, model) || !Equal(RelationSet.Read(set.ToBytes()), model))
                return false;
        }

        return true;
    }));

    [Fact]
    public void Bytes_OfTheSameRelations_AreTheSameInWhateverOrderTheyCame() => Check.One(Runs, Prop.ForAll(SamplePeople.Seeds, seed =>
    {
        var random = new Random(seed);
        var entries = Enumerable.Range(0, 10).Select(i => ((RelationKind)random.Next(1, 5), (UInt128)i, SamplePeople.Time(random))).ToArray();
        var one = entries.Aggregate(RelationSet.Empty, (set, entry) => set.With(entry.Item1, entry.Item2, entry.Item3));
        random.Shuffle(entries);
        var other = entries.Aggregate(RelationSet.Empty, (set, entry) => set.With(entry.Item1, entry.Item2, entry.Item3));
        return one.ToBytes().AsSpan().SequenceEqual(other.ToBytes());
    }));

    [Fact]
    public void Bytes_OfTheMost_FitIntoAProperty() => Assert.True(RelationSet.Most * 21 <= 64 * 1024);

    [Fact]
    public void Without_WhatIsNotThere_IsTheVerySame()
    {
        var set = RelationSet.Empty.With(RelationKind.Granted, 1, DateTimeOffset.UnixEpoch);
        Assert.Same(set, set.Without(RelationKind.Asked, 1));
        Assert.Same(set, set.WithoutOldest(RelationKind.Asked));
    }

    [Fact]
    public void Read_OfNothing_IsEmpty()
    {
        Assert.Equal(0, RelationSet.Read([]).Count);
        Assert.Empty(RelationSet.Empty.ToBytes());
    }

    private static bool Equal(RelationSet set, Dictionary<(RelationKind Kind, UInt128 Hash), DateTimeOffset> model) =>
        set.Count == model.Count
        && model.All(entry => set.Has(entry.Key.Kind, entry.Key.Hash) && set.Since(entry.Key.Kind, entry.Key.Hash) == entry.Value)
        && Enum.GetValues<RelationKind>().All(kind => set.CountOf(kind) == model.Keys.Count(key => key.Kind == kind) && !set.Has(kind, 999) && set.Since(kind, 999) is null);
}
