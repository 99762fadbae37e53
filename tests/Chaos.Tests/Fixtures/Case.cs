using Relay.Chaos.Evidence;
using Relay.Chaos.Judgement;
using Relay.Client.Envelopes;
using Relay.Functions.Ledger;

namespace Relay.Chaos.Tests.Fixtures;

/// <summary>Builds what a run has shown, with faults planted in it.</summary>
internal sealed class Case
{
    public const string Sender = "sender";
    public const string Recipient = "recipient";

    /// <summary>When the case begins.</summary>
    public static readonly DateTimeOffset Start = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private const int LifeSeconds = 60;

    private readonly Dictionary<EnvelopeKey, SentEnvelope> _sent = [];
    private readonly List<Arrival> _arrivals = [];
    private readonly List<LedgerEnd> _ends = [];
    private readonly List<PartnerReturn> _returns = [];
    private readonly HashSet<EnvelopeKey> _refusals = [];
    private readonly HashSet<EnvelopeKey> _replayed = [];
    private readonly Dictionary<Pair, int> _places = [];

    /// <summary>An envelope with a 202, so many seconds after the start.</summary>
    public EnvelopeKey Accepted(double at = 0, string user = "ben", DeliveryClass deliveryClass = DeliveryClass.Normal)
    {
        var key = NotAccepted(user, deliveryClass);
        _sent[key].AcceptedAt = Start.AddSeconds(at);
        return key;
    }

    /// <summary>An envelope without a 202.</summary>
    public EnvelopeKey NotAccepted(string user = "ben", DeliveryClass deliveryClass = DeliveryClass.Normal)
    {
        var key = new EnvelopeKey(Sender, Guid.CreateVersion7());
        var pair = new Pair(new UserAddress(Sender, "ana"), new UserAddress(Recipient, user), deliveryClass);
        var place = _places[pair] = _places.GetValueOrDefault(pair, -1) + 1;
        _sent[key] = new SentEnvelope(key, pair, place, 0, LifeSeconds);
        return key;
    }

    public Case Arrives(EnvelopeKey key, double at = 1, string to = Recipient, bool intact = true)
    {
        _arrivals.Add(new Arrival(key, to, Start.AddSeconds(at), Start.AddSeconds(LifeSeconds), intact));
        return this;
    }

    public Case Ends(EnvelopeKey key, FinalState state = FinalState.Delivered, bool possiblyDelivered = false)
    {
        _ends.Add(new LedgerEnd(key, new FinalEntry(key.Id, state) { PossiblyDelivered = possiblyDelivered }));
        return this;
    }

    /// <summary>An envelope that went all the way.</summary>
    public Case Delivered(EnvelopeKey key, double at = 1) => Arrives(key, at).Ends(key);

    public Case RefusedByThePartner(EnvelopeKey key)
    {
        _refusals.Add(key);
        return this;
    }

    public Case Replayed(EnvelopeKey key)
    {
        _replayed.Add(key);
        return this;
    }

    public Case Returns(double at, double until = 1000)
    {
        _returns.Add(new PartnerReturn(Recipient, Start.AddSeconds(at), Start.AddSeconds(until)));
        return this;
    }

    public Verdict Judge() => Verdict.Of(new CaseFile
    {
        Sent = _sent,
        Arrivals = _arrivals,
        Ends = _ends,
        Returns = _returns,
        Refusals = _refusals,
        Replayed = _replayed,
    });
}
