using System.Collections.Concurrent;
using Relay.Chaos.Judgement;

namespace Relay.Chaos.Evidence;

/// <summary>Collects what senders and partners see while a run goes on. Safe for use by several threads at once.</summary>
internal sealed class Journal
{
    // More of one kind add nothing that helps to find its cause.
    private const int MostComplaints = 1000;

    private readonly ConcurrentDictionary<EnvelopeKey, SentEnvelope> _sent = new();
    private readonly ConcurrentQueue<Finding> _complaints = new();
    private readonly HashSet<EnvelopeKey> _refusals = [];
    private readonly HashSet<EnvelopeKey> _arrived = [];
    private readonly HashSet<EnvelopeKey> _replayed = [];
    private readonly List<Arrival> _arrivals = [];
    private readonly List<PartnerReturn> _returns = [];
    private readonly Lock _gate = new();
    private int _accepted;

    /// <summary>Envelopes with a 202.</summary>
    public int Accepted => Volatile.Read(ref _accepted);

    /// <summary>Envelopes that have come at least once.</summary>
    public int Arrived
    {
        get
        {
            lock (_gate)
                return _arrived.Count;
        }
    }

    /// <summary>Complaints so far.</summary>
    public int Complaints => _complaints.Count;

    /// <summary>The sent envelope of that name.</summary>
    public SentEnvelope? Find(EnvelopeKey key) => _sent.GetValueOrDefault(key);

    /// <summary>Whether a partner has taken the envelope of that name.</summary>
    public bool HasArrived(EnvelopeKey key)
    {
        lock (_gate)
            return _arrived.Contains(key);
    }

    /// <summary>Notes an envelope before its first request.</summary>
    public void Send(SentEnvelope envelope) => _sent[envelope.Key] = envelope;

    /// <summary>Notes a 202 for an envelope; only the first counts.</summary>
    public void Accept(SentEnvelope envelope, DateTimeOffset at)
    {
        if (envelope.AcceptedAt is not null)
            return;

        envelope.AcceptedAt = at;
        Interlocked.Increment(ref _accepted);
    }

    /// <summary>Notes what a partner made of a delivery, as one step: deliveries that overlap have an order all the same.</summary>
    public void Receive(IReadOnlyCollection<Arrival> taken, IReadOnlyCollection<EnvelopeKey> refused)
    {
        lock (_gate)
        {
            foreach (var arrival in taken)
            {
                _arrivals.Add(arrival);
                _arrived.Add(arrival.Key);
            }

            _refusals.UnionWith(refused);
        }
    }

    /// <summary>Notes a time in which a partner behaved well after it had not.</summary>
    public void Return(PartnerReturn partnerReturn)
    {
        lock (_gate)
            _returns.Add(partnerReturn);
    }

    /// <summary>Notes an envelope that was held and is replayed.</summary>
    public void Replay(EnvelopeKey key)
    {
        lock (_gate)
            _replayed.Add(key);
    }

    /// <summary>Notes something that must not happen.</summary>
    public void Complain(Fault fault, string text)
    {
        if (_complaints.Count < MostComplaints)
            _complaints.Enqueue(new Finding(fault, text));
    }

    /// <summary>Everything, with the ledger that was read after it.</summary>
    public CaseFile Close(IReadOnlyList<LedgerEnd> ends)
    {
        lock (_gate)
        {
            return new CaseFile
            {
                Sent = new Dictionary<EnvelopeKey, SentEnvelope>(_sent),
                Arrivals = [.. _arrivals],
                Refusals = new HashSet<EnvelopeKey>(_refusals),
                Returns = [.. _returns],
                Replayed = new HashSet<EnvelopeKey>(_replayed),
                Complaints = [.. _complaints],
                Ends = ends,
            };
        }
    }
}
