using System.Collections.Concurrent;
using Relay.Chaos.Evidence;
using Relay.Client.Envelopes;
using Relay.Client.Webhooks;

namespace Relay.Chaos.Load;

/// <summary>Makes envelopes, numbers them within their pairs, and knows them again when they come.</summary>
internal sealed class Mail(Journal journal, ContentPool contents, Users users)
{
    private const int LongLifeSeconds = 7 * 24 * 3600;
    private const int LongestUrgentSeconds = 60;

    private readonly ConcurrentDictionary<Pair, int> _places = new();

    /// <summary>
    /// Makes the next envelope of a user. All envelopes of a user are made by one sender, which keeps their order; null when the
    /// pair that chance has chosen is one of those given.
    /// </summary>
    public SentEnvelope? Next(int user, Random random, IReadOnlySet<Pair> except)
    {
        var (from, to) = users.Conversation(user, random);
        var pair = new Pair(from, to, Class(random));
        var (content, life) = (ContentPool.Choose(random, Users.DevicesOf(to)), Life(random));
        if (pair.Class == DeliveryClass.Urgent)
            life = Math.Min(life, LongestUrgentSeconds);
        if (except.Contains(pair))
            return null;

        var place = _places.AddOrUpdate(pair, 0, (_, last) => last + 1);
        var envelope = new SentEnvelope(new EnvelopeKey(from.Partner, Guid.CreateVersion7()), pair, place, content, life);
        journal.Send(envelope);
        return envelope;
    }

    /// <summary>The envelope as the client sends it.</summary>
    public OutgoingEnvelope Outgoing(SentEnvelope envelope) => new()
    {
        Id = envelope.Key.Id,
        MessageId = envelope.Key.Id,
        From = envelope.Pair.From,
        To = envelope.Pair.To,
        Class = envelope.Pair.Class,
        TimeToLiveSeconds = envelope.TimeToLiveSeconds,
        Ciphertexts = contents[envelope.Content],
    };

    /// <summary>Whether an envelope that came is what was sent.</summary>
    public bool IsAsSent(EnvelopeKey key, DeliveryClass deliveryClass, IncomingEnvelope came) =>
        journal.Find(key) is { } sent
        && sent.Pair == new Pair(came.From, came.To, deliveryClass)
        && came.MessageId == key.Id
        && contents.Is(sent.Content, came.Ciphertexts);

    private static DeliveryClass Class(Random random) => random.Next(100) switch
    {
        < 10 => DeliveryClass.Urgent,
        < 13 => DeliveryClass.Ephemeral,
        _ => DeliveryClass.Normal,
    };

    private static int Life(Random random) => random.Next(100) switch
    {
        < 8 => random.Next(2, 20),
        < 12 => random.Next(20, 60),
        _ => LongLifeSeconds,
    };
}
