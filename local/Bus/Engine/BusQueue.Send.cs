using Relay.Local.Bus.Store;
using Relay.Local.Bus.Wire;

namespace Relay.Local.Bus.Engine;

internal sealed partial class BusQueue
{
    private const int LongestIdentifier = 128;

    /// <summary>The last millisecond clients can tell; a message that lives longer does not expire.</summary>
    private static readonly long EndOfTime = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    /// <summary>
    /// Takes messages in, all or none. <paramref name="done"/> comes once, after the commit, with the sequence numbers (0
    /// for a duplicate), or at once with the reason for refusal.
    /// </summary>
    public void Send(IReadOnlyList<IncomingMessage> messages, Action<Outcome, long[]> done)
    {
        var refusal = _parent is not null ? Outcome.NotAllowed : messages.Select(Check).FirstOrDefault(outcome => outcome != Outcome.Done);
        if (refusal == Outcome.Done)
            refusal = Admit(messages, done);
        if (refusal != Outcome.Done)
            done(refusal, []);
    }

    private Outcome Check(IncomingMessage message) => message switch
    {
        { Encoded.Length: var size } when size > _description.MaxMessageSizeInKilobytes * 1024 => Outcome.MessageTooLarge,
        { MessageId.Length: > LongestIdentifier } or { SessionId.Length: > LongestIdentifier } => Outcome.InvalidArgument,
        { SessionId: null or "" } when HasSessions => Outcome.NotAllowed,
        _ => Outcome.Done,
    };

    private Outcome Admit(IReadOnlyList<IncomingMessage> messages, Action<Outcome, long[]> done)
    {
        lock (_gate)
        {
            if (_storedBytes + messages.Sum(message => (long)message.Encoded.Length) > _description.MaxSizeInMegabytes * 1024L * 1024L)
                return Outcome.QuotaExceeded;
            var now = Now;
            var records = new List<StoreRecord>(messages.Count + 1);
            var entries = new List<MessageEntry>(messages.Count);
            var numbers = new long[messages.Count];
            for (var i = 0; i < messages.Count; i++)
            {
                if (_duplicates is not null)
                {
                    if (_duplicates.Admit(_number, messages[i].MessageId, now) is not { } key)
                        continue;
                    records.Add(key);
                }
                var entry = Make(messages[i], now, records);
                entries.Add(entry);
                numbers[i] = entry.SequenceNumber;
            }
            _received += entries.Count;
            _accessedAt = now;
            if (entries.Count > 0)
                records.Add(new PutNextSequence(_number, _nextSequence));
            // A duplicate is acknowledged in its turn too: the message it repeats may still be waiting for its commit.
            _store.Submit(records, () => Publish(entries, numbers, done));
            return Outcome.Done;
        }
    }

    private MessageEntry Make(IncomingMessage message, long now, List<StoreRecord> records)
    {
        var scheduled = message.ScheduledAt > now ? message.ScheduledAt.Value : 0;
        var starts = Math.Max(now, scheduled);
        var sequence = _nextSequence++;
        var entry = new MessageEntry
        {
            Queue = _number,
            SequenceNumber = sequence,
            EnqueueSequenceNumber = sequence,
            EnqueuedAt = now,
            Known = true,
            ExpiresAt = Expiry(starts, message.TimeToLiveMilliseconds),
            Size = message.Encoded.Length,
            Session = HasSessions ? SessionOf(message.SessionId!) : null,
            ScheduledAt = scheduled,
            Place = scheduled > 0 ? MessagePlace.Scheduled : MessagePlace.Active,
        };
        _cache.Keep(entry, message.Encoded);
        Count(entry.Size, entry.Session);
        records.Add(new InsertMessage(entry.Key, now, entry.ExpiresAt, message.SessionId, message.Encoded));
        if (scheduled > 0)
            records.Add(StateOf(entry));
        return entry;
    }

    private long Expiry(long from, long? timeToLive)
    {
        var limit = _description.DefaultMessageTimeToLive.TotalMilliseconds;
        var life = Math.Min(limit, timeToLive ?? double.MaxValue);
        return life >= EndOfTime - from ? long.MaxValue : from + (long)life;
    }

    private void Publish(List<MessageEntry> entries, long[] numbers, Action<Outcome, long[]> done)
    {
        var changed = new List<Session?>();
        lock (_gate)
        {
            foreach (var entry in entries)
            {
                if (changed.Count == 0 || changed[^1] != entry.Session)
                    changed.Add(entry.Session);
                MakeWaiting(entry);
            }
            Arm();
        }
        done(Outcome.Done, numbers);
        foreach (var session in changed)
            Dispatch(session);
    }
}
