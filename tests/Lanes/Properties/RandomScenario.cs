using Relay.Functions.Partners;
using Relay.Functions.Queue;
using Relay.Lanes.Tests.Fakes;
using Relay.Lanes.Tests.Scenarios;

namespace Relay.Lanes.Tests.Properties;

/// <summary>Makes scenarios larger than those that are explored exhaustively.</summary>
internal static class RandomScenario
{
    private static readonly string[] Users = ["ben", "cat", "dan"];

    private static readonly string[] Faults =
    [
        Scenario.Crash, Scenario.LockLoss, Scenario.LateEffect, Scenario.Outage, Scenario.Sweep, Scenario.SlowCall,
        Stores.LostAnswer, Partner.Fails, Partner.AnswerLost, Partner.Busy, Partner.Gone,
    ];

    public static Scenario From(Tape tape)
    {
        var pulls = tape.OnceIn(5);
        var changes = Changes(tape, pulls);
        var faults = Enumerable.Range(0, tape.Below(6)).Select(_ => Faults[tape.Below(Faults.Length)]).ToList();
        if (pulls)
            faults.AddRange(Enumerable.Repeat(Scenario.Poll, 3));
        var retryFor = tape.OnceIn(4) ? Users[tape.Below(Users.Length)] : null;
        var refused = tape.OnceIn(4) ? 1 + tape.Below(6) : 0;
        var culprit = tape.OnceIn(4) ? 1 + tape.Below(6) : 0;
        return new Scenario
        {
            Arrivals = Arrivals(tape, changes.Any(change => change.NewLanes)),
            Changes = [.. changes.Select(change => change.Apply)],
            Faults = faults.GroupBy(fault => fault).ToDictionary(same => same.Key, same => same.Count()),
            Mode = pulls ? DeliveryMode.Pull : DeliveryMode.Push,
            MostSteps = 250,
            MostWaits = 2 + tape.Below(8),
            Skew = TimeSpan.FromSeconds(tape.Below(3) - 1) / 2,
            Partner = partner =>
            {
                if (retryFor is not null)
                    partner.RetryFor.Add(retryFor);
                partner.Refuses.Add(refused);
                partner.FailsOn.Add(culprit);
            },
        };
    }

    private static List<(Func<PartnerRecord, PartnerRecord> Apply, bool NewLanes)> Changes(Tape tape, bool pulls)
    {
        var changes = new List<(Func<PartnerRecord, PartnerRecord>, bool)>();
        if (tape.OnceIn(4))
            changes.Add((partner => SamplePartner.WithLanes(partner, 3, World.Beginning), true));
        if (tape.OnceIn(4))
            changes.Add((partner => partner with { Mode = pulls ? DeliveryMode.Push : DeliveryMode.Pull }, false));
        return changes;
    }

    private static List<Arrival> Arrivals(Tape tape, bool newLanes)
    {
        var arrivals = new List<Arrival>();
        var count = 1 + tape.Below(6);
        var number = 0;
        for (var i = 0; i < count; i++)
        {
            var late = newLanes && i >= count / 2;
            var user = tape.Below(Users.Length);
            var letters = new List<Letter>();
            for (var most = 1 + tape.Below(3); letters.Count < most; user += tape.Below(3))
            {
                // All users whose envelopes lie in one lane: a lane is chosen by its user.
                var to = Users[user % Users.Length];
                if (letters.Count > 0 && LaneOf(to, late) != LaneOf(letters[0].To, late))
                    break;
                letters.Add(new Letter(++number, to, tape.OnceIn(4) ? 1 + tape.Below(20) : 86_400));
            }

            arrivals.Add(new Arrival(Family.Lane(LaneOf(letters[0].To, late), late ? 2 : 1), [.. letters])
            {
                Later = tape.OnceIn(2),
                Claimed = tape.OnceIn(5),
                AfterChanges = late ? 1 : 0,
            });
        }

        return arrivals;
    }

    private static int LaneOf(string user, bool late) => Array.IndexOf(Users, user) % (late ? 3 : 2);
}
