using Relay.Chaos.Evidence;
using Relay.Functions.Ledger;

namespace Relay.Chaos.Judgement;

/// <summary>What a run comes to.</summary>
internal sealed record Verdict
{
    /// <summary>Envelopes that were sent, however often.</summary>
    public required int Sent { get; init; }

    /// <summary>Envelopes with a 202.</summary>
    public required int Accepted { get; init; }

    /// <summary>Envelopes by final state; one with two different states counts in both.</summary>
    public required IReadOnlyDictionary<FinalState, int> Ends { get; init; }

    /// <summary>Envelopes that ended as something else and may have been delivered, as the ledger says.</summary>
    public required int PossiblyDelivered { get; init; }

    /// <summary>Envelopes that came more than once.</summary>
    public required int DeliveredTwice { get; init; }

    /// <summary>The most often that one envelope came.</summary>
    public required int MostArrivals { get; init; }

    /// <summary>Envelopes that were held and replayed.</summary>
    public required int Replayed { get; init; }

    /// <summary>The longest silence after a partner's return, in seconds; null when nothing waited at any return.</summary>
    public required double? LongestSilenceSeconds { get; init; }

    /// <summary>The partner of that silence.</summary>
    public string? SilentPartner { get; init; }

    /// <summary>What must not have happened, in order of kind.</summary>
    public required IReadOnlyList<Finding> Findings { get; init; }

    /// <summary>Accepted, and neither ended nor truly delivered.</summary>
    public int Lost => Count(Fault.NotEnded) + Count(Fault.DeliveredToNobody);

    /// <summary>Whether nothing happened that must not.</summary>
    public bool IsGood => Findings.Count == 0;

    /// <summary>The number of cases of a fault.</summary>
    public int Count(Fault fault) => Findings.Count(finding => finding.Fault == fault);

    /// <summary>Runs all checks.</summary>
    public static Verdict Of(CaseFile file)
    {
        var arrivals = file.Arrivals.GroupBy(arrival => arrival.Key).Select(group => group.Count()).ToList();
        var silence = SilenceCheck.Longest(file);
        return new Verdict
        {
            Sent = file.Sent.Count,
            Accepted = file.Sent.Values.Count(envelope => envelope.AcceptedAt is not null),
            Ends = Enum.GetValues<FinalState>().ToDictionary(
                state => state, state => file.Ends.Where(end => end.Final.State == state).Select(end => end.Key).Distinct().Count()),
            PossiblyDelivered = file.Ends.Where(end => end.Final.PossiblyDelivered).Select(end => end.Key).Distinct().Count(),
            DeliveredTwice = arrivals.Count(count => count > 1),
            MostArrivals = arrivals.DefaultIfEmpty().Max(),
            Replayed = file.Replayed.Count,
            LongestSilenceSeconds = silence?.Silence.TotalSeconds,
            SilentPartner = silence?.After.Partner,
            Findings = [.. file.Complaints.Concat(EndsCheck.Run(file)).Concat(ArrivalsCheck.Run(file)).Concat(OrderCheck.Run(file)).OrderBy(finding => finding.Fault)],
        };
    }
}
