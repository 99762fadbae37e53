using Relay.Functions.Deliver;
using Relay.Functions.Partners;
using Relay.Functions.Queue;
using Relay.Lanes.Tests.Scheduler;

namespace Relay.Lanes.Tests.Fakes;

/// <summary>The recipients' provider: what it does with what is posted to it or handed out, and what it has got.</summary>
internal sealed class Partner(VirtualClock clock, TimeSpan longestCall) : IDestination
{
    /// <summary>Posts that fail with 500, without an effect.</summary>
    public const string Fails = "post-fails";

    /// <summary>Posts that are taken and whose answer does not come.</summary>
    public const string AnswerLost = "post-answer";

    /// <summary>Posts that are answered 429 with Retry-After.</summary>
    public const string Busy = "post-busy";

    /// <summary>Posts that are answered 410.</summary>
    public const string Gone = "post-gone";

    private readonly Dictionary<Guid, int> _taken = [];
    private readonly Dictionary<string, int> _latest = new(StringComparer.Ordinal);

    /// <summary>Fault of the checker's own tests: an answer that was lost is not told to be so.</summary>
    public bool ForgetsDoubt { get; init; }

    /// <summary>Nothing answers.</summary>
    public bool IsDown { get; set; }

    /// <summary>Recipients whose envelopes it wants again, later.</summary>
    public HashSet<string> RetryFor { get; } = new(StringComparer.Ordinal);

    /// <summary>Letters that it refuses.</summary>
    public HashSet<int> Refuses { get; } = [];

    /// <summary>Letters that it fails on, with all that comes with them.</summary>
    public HashSet<int> FailsOn { get; } = [];

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
    }

    public Task<DestinationAnswer> PostAsync(PartnerRecord partner, PackedHead head, IReadOnlyList<PackedEnvelope> envelopes, CancellationToken cancel)
    {
        CheckTime(head, envelopes);
        return Call.Current.OperateAsync(
            $"post {string.Join('+', envelopes.Select(envelope => Letter.NumberOf(envelope.Id)))}",
            Footprint.Writes("partner/" + partner.Name),
            clock.Now + longestCall,
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

    /// <summary>Notes that an envelope is sent to it now.</summary>
    public void CheckTime(PackedHead head, IEnumerable<PackedEnvelope> envelopes)
    {
        foreach (var envelope in envelopes)
        {
            if (head.AcceptedAt + envelope.TimeToLive <= clock.Now)
                Late ??= $"{Letter.NumberOf(envelope.Id)} was sent {(clock.Now - head.AcceptedAt - envelope.TimeToLive).TotalSeconds:0.###} s after its time to live";
        }
    }

    /// <summary>The verdict on one envelope, taken at this moment.</summary>
    public (EnvelopeVerdict Verdict, string? Reason) Judge(PackedHead head, PackedEnvelope envelope)
    {
        if (Refuses.Contains(Letter.NumberOf(envelope.Id)))
            return (EnvelopeVerdict.Refused, "unwanted");
        if (RetryFor.Contains(envelope.ToUser))
            return (EnvelopeVerdict.Retry, null);
        Take(head, envelope);
        return (EnvelopeVerdict.Accepted, null);
    }

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

        var pair = $"{head.Sender}/{envelope.FromUser} → {envelope.ToUser} ({head.Lane.Class})";
        var number = Letter.NumberOf(envelope.Id);
        var latest = _latest.GetValueOrDefault(pair);
        if (number < latest)
            Overtaken ??= $"{number} came after {latest} ({pair})";
        else
            _latest[pair] = number;
    }
}
