using Relay.Functions.Deliver;
using Relay.Functions.Lanes;
using Relay.Functions.Partners;
using Relay.Functions.Queue;
using Relay.Lanes.Tests.Scheduler;

namespace Relay.Lanes.Tests.Fakes;

/// <summary>The recipients' provider: what it does with what is posted to it or handed out, and what it has got.</summary>
internal sealed class Partner(VirtualClock clock, TimeSpan longestCall, TimeSpan skew) : IDestination
{
    /// <summary>Posts that fail with 500, without an effect.</summary>
    public const string Fails = "post-fails";

    /// <summary>Posts that are taken and whose answer does not come.</summary>
    public const string AnswerLost = "post-answer";

    /// <summary>Posts that are answered 429 with Retry-After.</summary>
    public const string Busy = "post-busy";

    /// <summary>Posts that are answered 410.</summary>
    public const string Gone = "post-gone";

    /// <summary>What its being there is in footprints.</summary>
    public const string State = "partner's state";

    private readonly Dictionary<Guid, int> _taken = [];
    private readonly Dictionary<string, int> _latest = new(StringComparer.Ordinal);

    /// <summary>Fault of the checker's own tests: an answer that was lost is not told to be so.</summary>
    public bool ForgetsDoubt { get; init; }

    /// <summary>Nothing answers.</summary>
    public bool IsDown { get; set; }

    /// <summary>Recipients whose envelopes it wants again, later.</summary>
    public HashSet<string> RetryFor { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether it refuses what it has already.</summary>
    public bool RefusesRepeats { get; set; }

    /// <summary>Letters that it refuses.</summary>
    public HashSet<int> Refuses { get; } = [];

    /// <summary>Letters that it fails on, with all that comes with them.</summary>
    public HashSet<int> FailsOn { get; } = [];

    /// <summary>Whether it fails on them for ever; otherwise until the world heals.</summary>
    public bool NeverMends { get; set; }

    /// <summary>How often it took each envelope.</summary>
    public IReadOnlyDictionary<Guid, int> Taken => _taken;

    /// <summary>What of a pair came after something later of the same pair, as text; null while nothing did.</summary>
    public string? Overtaken { get; private set; }

    /// <summary>What was posted or handed out after its time to live, as text; null while nothing was.</summary>
    public string? Late { get; private set; }

    public void Heal()
    {
        IsDown = false;
        RetryFor.Clear();
        if (!NeverMends)
            FailsOn.Clear();
    }

    public Task<DestinationAnswer> PostAsync(PartnerRecord partner, PackedHead head, IReadOnlyList<PackedEnvelope> envelopes, CancellationToken cancel)
    {
        CheckTime(head, envelopes);
        return Call.Current.OperateAsync(
            $"post {string.Join('+', envelopes.Select(envelope => Letter.NumberOf(envelope.Id)))}",
            FootprintOf(head, envelopes),
            clock.Now + longestCall,
            null,
            cancel,
            new Outcome<DestinationAnswer>("", null, () => Receive(head, envelopes)),
            new Outcome<DestinationAnswer>("answer lost", AnswerLost, () =>
            {
                var answer = Receive(head, envelopes);
                return answer.Failure == DestinationFailure.None ? new DestinationAnswer(DestinationFailure.TimedOut) { InDoubt = !ForgetsDoubt } : answer;
            }),
            new Outcome<DestinationAnswer>("fails", Fails, () => new DestinationAnswer(DestinationFailure.BadStatus, Status: 500)),
            new Outcome<DestinationAnswer>("busy", Busy, () => new DestinationAnswer(DestinationFailure.BadStatus, RetryAfter: TimeSpan.FromSeconds(2), Status: 429)),
            new Outcome<DestinationAnswer>("gone", Gone, () => new DestinationAnswer(DestinationFailure.BadStatus, Status: 410)));
    }

    /// <summary>Takes what it asked for; the answer is what it acknowledges.</summary>
    public Task<DestinationAnswer> TakeHandOutAsync(IReadOnlyList<HandOut> handOuts, CancellationToken cancel) => Call.Current.OperateAsync(
        $"get {string.Join('+', handOuts.SelectMany(handOut => handOut.Envelopes).Select(envelope => Letter.NumberOf(envelope.Id)))}",
        handOuts.Select(handOut => FootprintOf(handOut.Head, handOut.Envelopes)).Aggregate((one, other) => one.And(other)),
        cancel,
        new Outcome<DestinationAnswer>("", null, () => new DestinationAnswer(
            DestinationFailure.None,
            handOuts.SelectMany(handOut => handOut.Envelopes.Select(envelope => (envelope.Id, Verdict: Judge(handOut.Head, envelope)))).ToDictionary(judged => judged.Id, judged => judged.Verdict))));

    /// <summary>Notes that an envelope is sent to it now.</summary>
    public void CheckTime(PackedHead head, IEnumerable<PackedEnvelope> envelopes)
    {
        foreach (var envelope in envelopes)
        {
            // An instance judges by its own clock.
            if (head.AcceptedAt + envelope.TimeToLive + skew <= clock.Now)
                Late ??= $"{Letter.NumberOf(envelope.Id)} was sent {(clock.Now - head.AcceptedAt - envelope.TimeToLive).TotalSeconds:0.###} s after its time to live";
        }
    }

    /// <summary>The verdict on one envelope, taken at this moment.</summary>
    public (EnvelopeVerdict Verdict, string? Reason) Judge(PackedHead head, PackedEnvelope envelope)
    {
        if (Refuses.Contains(Letter.NumberOf(envelope.Id)) || (RefusesRepeats && _taken.ContainsKey(envelope.Id)))
            return (EnvelopeVerdict.Refused, "unwanted");
        if (RetryFor.Contains(envelope.ToUser))
            return (EnvelopeVerdict.Retry, null);
        Take(head, envelope);
        return (EnvelopeVerdict.Accepted, null);
    }

    // Only the order within a pair is kept, and what is taken twice is taken.
    private static Footprint FootprintOf(PackedHead head, IReadOnlyList<PackedEnvelope> envelopes) => Footprint.Reads(State).And(Footprint.Sets(
    [
        .. envelopes.GroupBy(envelope => PairOf(head, envelope)).Select(pair => ("partner/" + pair.Key, string.Join('+', pair.Select(envelope => Letter.NumberOf(envelope.Id))))),
    ]));

    private static string PairOf(PackedHead head, PackedEnvelope envelope) => $"{head.Sender} to {envelope.ToUser}, {head.Lane.Class}";

    private DestinationAnswer Receive(PackedHead head, IReadOnlyList<PackedEnvelope> envelopes)
    {
        if (IsDown)
            return new DestinationAnswer(DestinationFailure.Unreachable);
        if (envelopes.Any(envelope => FailsOn.Contains(Letter.NumberOf(envelope.Id))))
            return new DestinationAnswer(DestinationFailure.BadStatus, Status: 500);
        return new DestinationAnswer(DestinationFailure.None, envelopes.ToDictionary(envelope => envelope.Id, envelope => Judge(head, envelope)));
    }

    // Letters are numbered in the order in which they were accepted.
    private void Take(PackedHead head, PackedEnvelope envelope)
    {
        _taken[envelope.Id] = _taken.GetValueOrDefault(envelope.Id) + 1;
        if (_taken[envelope.Id] > 1)
            return;

        var pair = PairOf(head, envelope);
        var number = Letter.NumberOf(envelope.Id);
        var latest = _latest.GetValueOrDefault(pair);
        if (number < latest)
            Overtaken ??= $"{number} came after {latest} ({pair})";
        else
            _latest[pair] = number;
    }
}
