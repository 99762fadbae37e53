using Relay.Local.Bus.Store;

namespace Relay.Local.Bus.Engine;

internal sealed partial class BusQueue
{
    /// <summary>A peek answers at most this many bytes of messages, but always one message.</summary>
    private const int BrowsedBytes = 1024 * 1024;

    /// <summary>
    /// Messages in sequence order from a number on, whatever they wait for; none is locked by this. They are read from the
    /// store, without the queue's lock: a message is shown as it is stored, also while a change of it is being committed. One
    /// whose number changes meanwhile may be shown under both.
    /// </summary>
    public IReadOnlyList<DeliveredMessage> Peek(long fromSequence, int count, string? sessionId)
    {
        var messages = new List<DeliveredMessage>();
        var bytes = 0;
        for (var from = fromSequence; messages.Count < count;)
        {
            long[] numbers;
            lock (_gate)
                numbers = [.. Numbers(from, count - messages.Count, sessionId)];
            if (numbers.Length == 0)
                break;
            foreach (var number in numbers)
            {
                // It may have been settled since.
                if (_store.Read(MessageKey.Of(_number, number)) is not { } stored || Seen(number, stored) is not { } message)
                    continue;
                bytes += message.Encoded.Length;
                if (bytes > BrowsedBytes && messages.Count > 0)
                    return messages;
                messages.Add(message);
            }
            from = numbers[^1] + 1;
        }
        return messages;
    }

    /// <summary>The sequence numbers of waiting, locked, set-aside and changing messages from a number on.</summary>
    private IEnumerable<long> Numbers(long from, int count, string? sessionId)
    {
        IEnumerable<MessageEntry> others = _aside.Values;
        IEnumerable<KeyValuePair<long, Session?>> changing = _changing;
        IEnumerable<long> waiting;
        if (!HasSessions)
        {
            waiting = _waiting.From(from, count);
            others = others.Concat(_byToken.Values);
        }
        else if (sessionId is null)
        {
            waiting = _sessions.Values.SelectMany(session => session.Waiting.From(from, count));
            others = others.Concat(_byToken.Values);
        }
        else if (_sessions.TryGetValue(sessionId, out var session))
        {
            waiting = session.Waiting.From(from, count);
            others = others.Where(entry => entry.Session == session).Concat(session.Locked);
            changing = changing.Where(change => change.Value == session);
        }
        else
        {
            return [];
        }
        var aside = others.Select(entry => entry.SequenceNumber).Concat(changing.Select(change => change.Key)).Where(number => number >= from).ToArray();
        return aside.Length == 0 && (!HasSessions || sessionId is not null)
            ? waiting
            : waiting.Concat(aside).Distinct().Order().Take(count);
    }

    private DeliveredMessage? Seen(long number, StoredMessage stored)
    {
        var expiresAt = stored.State?.ExpiresAt ?? stored.ExpiresAt;
        var place = stored.State?.Place ?? MessagePlace.Active;
        if (expiresAt <= Now || (place is MessagePlace.DeadLettered or MessagePlace.DeadLetteredDeferred) != (_parent is not null))
            return null;
        return new(
            Guid.Empty,
            number,
            stored.State?.EnqueueSequenceNumber ?? number,
            stored.State?.EnqueuedAt ?? stored.EnqueuedAt,
            expiresAt,
            null,
            stored.State?.DeliveryCount ?? 0,
            VisibleStateOf(place),
            stored.State?.Modified,
            _parent?.Name,
            stored.Encoded);
    }
}
