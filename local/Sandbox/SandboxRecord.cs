using Relay.Client.Envelopes;
using Relay.Client.Webhooks;

namespace Relay.Local.Sandbox;

/// <summary>An envelope that the sandbox partner took.</summary>
/// <param name="Id">The envelope.</param>
/// <param name="From">The sender.</param>
/// <param name="To">The recipient.</param>
/// <param name="Batch">The batch's id in the signed body.</param>
/// <param name="WebhookId">The header <c>webhook-id</c>; null when there was none.</param>
/// <param name="At">When it came.</param>
/// <param name="IsRepeat">Whether the same sending partner's envelope of that id came before.</param>
public sealed record ArrivedEnvelope(Guid Id, UserAddress From, UserAddress To, string Batch, string? WebhookId, DateTimeOffset At, bool IsRepeat);

/// <summary>Everything that reached the sandbox partner since its start or the last <see cref="Clear"/>. Safe for use by several threads.</summary>
public sealed class SandboxRecord
{
    private readonly Lock _lock = new();
    private readonly List<ArrivedEnvelope> _arrivals = [];
    private readonly HashSet<(string Partner, Guid Id)> _seen = [];
    private SandboxCounts _counts = new();

    /// <summary>The counts of this moment.</summary>
    public SandboxCounts Counts
    {
        get
        {
            lock (_lock)
                return _counts;
        }
    }

    /// <summary>All envelopes taken, in the order in which they came, repeats included.</summary>
    public IReadOnlyList<ArrivedEnvelope> Arrivals
    {
        get
        {
            lock (_lock)
                return [.. _arrivals];
        }
    }

    /// <summary>The envelopes taken from place <paramref name="after"/> on, at most <paramref name="most"/>.</summary>
    public IReadOnlyList<ArrivedEnvelope> ArrivalsAfter(int after, int most)
    {
        lock (_lock)
            return [.. _arrivals.Skip(after).Take(most)];
    }

    /// <summary>The ids from one user to another in the order of their first arrivals.</summary>
    public IReadOnlyList<Guid> FirstArrivals(UserAddress from, UserAddress to)
    {
        lock (_lock)
            return [.. _arrivals.Where(arrived => !arrived.IsRepeat && arrived.From == from && arrived.To == to).Select(arrived => arrived.Id)];
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _arrivals.Clear();
            _seen.Clear();
            _counts = new SandboxCounts();
        }
    }

    internal void Count(Func<SandboxCounts, SandboxCounts> change)
    {
        lock (_lock)
            _counts = change(_counts);
    }

    internal void Take(DeliveryBatch batch, IEnumerable<IncomingEnvelope> taken, string? webhookId, DateTimeOffset at)
    {
        lock (_lock)
        {
            var (news, repeats) = (0, 0);
            foreach (var envelope in taken)
            {
                var isRepeat = !_seen.Add((envelope.From.Partner, envelope.Id));
                _arrivals.Add(new ArrivedEnvelope(envelope.Id, envelope.From, envelope.To, batch.Batch, webhookId, at, isRepeat));
                (news, repeats) = isRepeat ? (news, repeats + 1) : (news + 1, repeats);
            }

            _counts = _counts with { Batches = _counts.Batches + 1, Envelopes = _counts.Envelopes + news, Repeats = _counts.Repeats + repeats };
        }
    }
}
